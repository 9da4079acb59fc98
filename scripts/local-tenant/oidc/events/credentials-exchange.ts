import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import {
  describeClient,
  describeOrganization,
  describeRequest,
  withoutSecrets,
} from './event-parts.ts'

/**
 * @fact The event of credentials-exchange v2 has these members. (Auth0 docs, credentials-exchange
 * event object; read 2026-11-22)
 */
export function credentialsExchangeEvent(
  tenant: Tenant,
  ctx: HttpContext,
  request: {
    client: Client
    audience: string
    organization: Organization | undefined
    scopes: string[]
    requestedScopes: string[]
  },
): TriggerEvent {
  const { client, audience, organization, scopes, requestedScopes } = request
  return {
    tenant: { id: tenant.tenantId },
    accessToken: { customClaims: {}, scope: scopes },
    client: describeClient(client),
    ...(organization === undefined ? {} : { organization: describeOrganization(organization) }),
    request: { ...describeRequest(ctx), body: withoutSecrets(ctx.state.body) },
    resource_server: { identifier: audience },
    transaction: { requested_scopes: requestedScopes, target_scopes: scopes },
  }
}
