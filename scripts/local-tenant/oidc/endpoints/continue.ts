import { withoutSecrets } from '../events/event-parts.ts'
import type { Endpoint, Front, HttpContext } from '../front.ts'
import { ADMISSION } from '../login/login-policy.ts'
import type { ReturnRequest } from '../login/suspend-login.ts'
import { renderErrorPage } from './pages.ts'
import { continueReset } from './reset-page.ts'

/**
 * Leaving for where an Action sends a person, and `/continue`, where they come back. Auth0 sends
 * them away at once; oidc-provider by way of a page of its own, whose place the Action's URL takes.
 */
export const continueEndpoint: Endpoint = (front) => async (ctx, next) => {
  if (ctx.path === '/continue' && (ctx.method === 'GET' || ctx.method === 'POST')) {
    return comeBack(front, ctx)
  }
  await next()
  const away = ctx.state.redirectedTo
  if (typeof away === 'string' && ctx.status === 303) {
    ctx.status = 302
    ctx.set('Location', away)
  }
}

async function comeBack(front: Front, ctx: HttpContext): Promise<void> {
  const { provider } = front
  if ((await continueReset(front, ctx)) === 'taken') return
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch(() => undefined)
  const parameters = ctx.method === 'POST' ? { ...ctx.query, ...ctx.state.body } : ctx.query
  const { state } = parameters
  const waitsFor = interaction?.prompt.details.suspension
  if (interaction?.prompt.name !== ADMISSION || typeof state !== 'string' || state !== waitsFor) {
    const text = 'The state parameter does not belong to a login that waits in this browser.'
    return renderErrorPage(ctx, 'invalid_request', text)
  }
  const returned: ReturnRequest = {
    state,
    query: withoutSecrets(ctx.query),
    body: ctx.method === 'POST' ? withoutSecrets(ctx.state.body) : {},
  }
  const returnTo = await provider.interactionResult(ctx.req, ctx.res, { returned })
  ctx.status = 302
  ctx.set('Cache-Control', 'no-store')
  ctx.redirect(returnTo)
}
