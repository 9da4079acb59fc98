import type { Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { allowedOrigins } from '../provider/client-metadata.ts'

/**
 * Lets an application's own pages call: `Allowed Web Origins`, and the origins of its callbacks.
 * @returns true when the request was a preflight and is answered
 */
export function allowCallers(tenant: Tenant, ctx: HttpContext): boolean {
  const origin = ctx.get('origin')
  ctx.vary('Origin')
  if (ctx.method === 'OPTIONS') {
    ctx.set('Access-Control-Allow-Origin', origin || '*')
    ctx.set('Access-Control-Allow-Methods', 'POST')
    ctx.set('Access-Control-Allow-Headers', 'content-type,auth0-client')
    ctx.status = 204
    return true
  }
  const clientId = ctx.state.body?.client_id
  const client = tenant.state.clients.get(typeof clientId === 'string' ? clientId : '')
  if (client !== undefined && allowedOrigins(client).has(origin)) {
    ctx.set('Access-Control-Allow-Origin', origin)
  }
  return false
}
