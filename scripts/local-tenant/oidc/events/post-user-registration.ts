import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Connection, Tenant, User } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import {
  describeConnection,
  describeRequest,
  describeTransaction,
  describeUser,
} from './event-parts.ts'

/**
 * @fact The event of post-user-registration v2 has these members: no client, no query. (Auth0 docs,
 * post-user-registration event object; read 2026-11-22)
 */
export function postUserRegistrationEvent(
  tenant: Tenant,
  ctx: HttpContext,
  signup: { connection: Connection; user: User; params?: Record<string, unknown> },
): TriggerEvent {
  const { identities: _identities, ...user } = describeUser(tenant, signup.user)
  return {
    tenant: { id: tenant.tenantId },
    connection: describeConnection(tenant, signup.connection.name),
    request: describeRequest(ctx),
    ...(signup.params === undefined
      ? {}
      : { transaction: describeTransaction(tenant, ctx, signup.params, 'oidc-basic-profile') }),
    user,
  }
}
