import type { Door, HttpContext } from '../front.ts'

/**
 * `/authorize` as Auth0 reads it: consent and account choice are never asked of first-party
 * applications, and `scope` may be missing. Keeps the query as it came for `event.request.query`.
 */
export const authorizeDoor: Door = () => async (ctx, next) => {
  if (ctx.path === '/authorize') {
    ctx.state.query = ctx.query
    normalizeQuery(ctx)
  }
  await next()
}

function normalizeQuery(ctx: HttpContext): void {
  const { prompt, scope } = ctx.query
  const prompts = typeof prompt === 'string' ? prompt.split(' ').filter(Boolean) : []
  const emulated = [...new Set(prompts.map(emulatedPrompt).filter((one) => one !== ''))]
  const changed = emulated.join(' ')
  if (scope !== undefined && (prompt === undefined || changed === prompt)) return
  const { prompt: _dropped, ...others } = ctx.query
  ctx.query = {
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
