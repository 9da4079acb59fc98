import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, Connection, JsonObject, Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import {
  describeClient,
  describeConnection,
  describeRequest,
  describeTransaction,
  withoutSecrets,
} from './event-parts.ts'

export type SignupCandidate = {
  email?: string
  username?: string
  phone_number?: string
  name?: string
  given_name?: string
  family_name?: string
  nickname?: string
  picture?: string
  user_metadata: JsonObject
}

/**
 * `pre-user-registration` v2. Has no organization and no query, by Auth0's own design; whether
 * `user.app_metadata` shows an invitation's metadata is not documented, so it is empty.
 */
export function preUserRegistrationEvent(
  tenant: Tenant,
  ctx: HttpContext,
  signup: {
    client: Client
    connection: Connection
    candidate: SignupCandidate
    /** Of the authorization request behind the login page; absent for `/dbconnections/signup`. */
    params?: Record<string, unknown>
  },
): TriggerEvent {
  const { client, connection, candidate, params } = signup
  return {
    tenant: { id: tenant.tenantId },
    client: describeClient(client),
    connection: describeConnection(tenant, connection.name),
    request: { ...describeRequest(ctx), body: withoutSecrets(ctx.state.body) },
    ...(params === undefined
      ? {}
      : { transaction: describeTransaction(tenant, ctx, params, 'oidc-basic-profile') }),
    user: { app_metadata: {}, ...candidate },
  }
}
