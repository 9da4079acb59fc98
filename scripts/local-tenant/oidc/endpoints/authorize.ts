import type { JsonObject } from '../../store.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { replaceBody } from './read-body.ts'

type Parameters = Record<string, unknown>

/**
 * `/authorize`, by GET or POST, and `/oauth/par` as Auth0 reads them: consent and account choice are
 * never asked of first-party applications, and `scope` may be missing. Keeps query and body as they
 * came for `event.request`.
 */
export const authorizeEndpoint: Endpoint = () => async (ctx, next) => {
  const isPush = ctx.path === '/oauth/par' && ctx.method === 'POST'
  if (ctx.path !== '/authorize' && !isPush) return next()
  const isPost = ctx.method === 'POST'
  const given: Parameters = isPost ? ctx.state.body : ctx.query
  ctx.state.query = ctx.query
  ctx.state.requestedScope = given.scope
  const read = normalized(given)
  if (read !== given && isPost) replaceBody(ctx, read as JsonObject)
  else if (read !== given) ctx.query = read as HttpContext['query']
  await next()
}

function normalized(given: Parameters): Parameters {
  const { prompt, scope } = given
  const prompts = typeof prompt === 'string' ? prompt.split(' ').filter(Boolean) : []
  const emulated = [...new Set(prompts.map(emulatedPrompt).filter((one) => one !== ''))]
  const changed = emulated.join(' ')
  if (scope !== undefined && (prompt === undefined || changed === prompt)) return given
  const { prompt: _dropped, ...others } = given
  return {
    ...others,
    scope: scope ?? 'openid',
    ...(Array.isArray(prompt) ? { prompt } : changed === '' ? {} : { prompt: changed }),
  }
}

// Simplified: `select_account` shows the login page.
function emulatedPrompt(prompt: string): string {
  if (prompt === 'consent') return ''
  return prompt === 'select_account' ? 'login' : prompt
}
