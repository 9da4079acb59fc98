import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import { ipOf } from '../events/event-parts.ts'
import {
  type Authenticated,
  isSessionAlive,
  readSessionFacts,
  type SessionFacts,
  writeSessionFacts,
} from './login-facts.ts'

/**
 * After a sign-in the session's facts are what it proved; otherwise they are what it knew. Coming
 * back from elsewhere is no sign-in, though the result of the earlier one is still there. May be
 * asked again in the same request.
 * @throws LoginRequired where nobody is signed in
 */
export function rememberSignIn(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  uid: string,
  clientId: string,
): SessionFacts {
  const known = readSessionFacts(tenant, uid)
  const authenticated = ctx.oidc.result?.authenticated as Authenticated | undefined
  if (authenticated === undefined || ctx.oidc.result?.returned !== undefined) {
    if (known === undefined) throw new errors.LoginRequired('Login required')
    if (!known.clientIds.includes(clientId)) known.clientIds.push(clientId)
    return known
  }
  const nowMs = tenant.clock.now()
  const continues = isSessionAlive(tenant, known, tenant.state.users.get(authenticated.userId))
  const facts: SessionFacts = {
    ...authenticated,
    createdAtMs: continues && known ? known.createdAtMs : nowMs,
    authenticatedAtMs: nowMs,
    ip: ipOf(ctx),
    userAgent: ctx.get('user-agent'),
    clientIds: [...new Set([...(known?.clientIds ?? []), clientId])],
    limits: continues && known ? known.limits : {},
  }
  writeSessionFacts(tenant, uid, facts)
  return facts
}
