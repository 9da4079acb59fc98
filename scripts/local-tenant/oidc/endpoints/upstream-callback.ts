import { type UpstreamLogin, upstreamLoginKey } from '../federation/start-federated-login.ts'
import { CALLBACK_PATH } from '../federation/upstream-address.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { readRecord } from '../provider/protocol-records.ts'
import { renderErrorPage } from './pages.ts'
import { readFields } from './read-body.ts'

/**
 * `/login/callback`: where identity providers send people back, as a query or as a form. It only
 * finds the transaction; its page, which the transaction's cookie reaches, looks at the answer.
 */
export const upstreamCallbackEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== CALLBACK_PATH) return next()
    if (ctx.method !== 'GET' && ctx.method !== 'POST') return next()
    const answer = readAnswer(ctx)
    const login = readRecord<UpstreamLogin>(tenant, upstreamLoginKey(answer.get('state') ?? ''))
    if (login === undefined) {
      return renderErrorPage(ctx, 'invalid_request', 'Unable to verify the state of the sign-in.')
    }
    ctx.status = 303
    ctx.set('Cache-Control', 'no-store')
    ctx.redirect(`/u/${login.interactionUid}/callback?${answer}`)
  }

function readAnswer(ctx: HttpContext): URLSearchParams {
  if (ctx.method === 'GET') return new URLSearchParams(ctx.querystring)
  const fields = Object.entries(readFields(ctx)).filter(([, value]) => value !== undefined)
  return new URLSearchParams(fields as [string, string][])
}
