import type { Endpoint } from '../front.ts'
import { renderErrorPage } from './pages.ts'

/**
 * `/activate` is oidc-provider's, with pages of ours. A form or a way back that belongs to no
 * browser session is turned away here: oidc-provider would stumble over it.
 */
export const activateEndpoint: Endpoint =
  ({ provider }) =>
  async (ctx, next) => {
    if (ctx.path !== '/activate' && !ctx.path.startsWith('/activate/')) return next()
    if (ctx.path === '/activate' && ctx.method === 'GET') return next()
    const session = await provider.Session.get(ctx as Parameters<typeof provider.Session.get>[0])
    if (!isNew(session)) return next()
    renderErrorPage(ctx, 'invalid_request', 'The form has expired. Open /activate again.')
  }

const isNew = (session: object): boolean => (session as { new?: unknown }).new === true
