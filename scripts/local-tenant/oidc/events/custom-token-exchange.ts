import type { KoaContextWithOIDC } from 'oidc-provider'
import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant } from '../../store.ts'
import {
  describeClient,
  describeOrganization,
  describeRequest,
  withoutSecrets,
} from './event-parts.ts'

/**
 * @fact The event of custom-token-exchange v1 has these members: no user yet. (Auth0 docs,
 * custom-token-exchange event object; read 2026-11-22)
 */
export function customTokenExchangeEvent(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  exchange: {
    client: Client
    audience: string | undefined
    organization: Organization | undefined
  },
): TriggerEvent {
  const params = ctx.oidc.params ?? {}
  const { client, audience, organization } = exchange
  const optional = Object.fromEntries(
    ['actor_token', 'actor_token_type'].flatMap((name) =>
      typeof params[name] === 'string' ? [[name, params[name]]] : [],
    ),
  )
  return {
    tenant: { id: tenant.tenantId },
    client: describeClient(client),
    ...(organization === undefined ? {} : { organization: describeOrganization(organization) }),
    request: { ...describeRequest(ctx), body: withoutSecrets(ctx.state.body) },
    resource_server: { identifier: audience ?? `${tenant.issuer}userinfo` },
    transaction: {
      subject_token: params.subject_token,
      subject_token_type: params.subject_token_type,
      requested_scopes: String(params.scope ?? '')
        .split(' ')
        .filter(Boolean),
      requested_token_type: params.requested_token_type ?? null,
      metadata: {},
      ...optional,
    },
  }
}
