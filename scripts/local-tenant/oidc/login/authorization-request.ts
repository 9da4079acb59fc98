import { decodeJwt } from 'jose'
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Client, Invitation, Organization, Tenant } from '../../store.ts'
import { findConnectionByName } from '../../users.ts'
import { withoutSecrets } from '../events/event-parts.ts'
import { readUpstream } from '../federation/upstream-address.ts'
import { allowsOfflineAccess, requestedAudience } from '../provider/resource-servers.ts'
import { assertNoProofNeeded, NO_PROOF_OF_POSSESSION } from './assert-no-proof-needed.ts'
import { availableConnections } from './available-connections.ts'
import { findOrganization, takesOrganizationNames } from './find-organization.ts'

/** Auth0's parameters beyond OpenID Connect's; the `local_tenant_` ones are ours, and set by us only. */
export const EXTRA_PARAMS = [
  'audience',
  'connection',
  'dpop_jkt',
  'invitation',
  'organization',
  'screen_hint',
  'local_tenant_query',
  'local_tenant_body',
] as const

const INVITATION_GONE = 'invitation not found or already used'

/**
 * What Auth0 checks in an authorization request before it looks at the person. Runs after
 * oidc-provider's own checks, so a refusal goes to the registered callback.
 * @fact `/authorize` refuses with these texts. (Auth0's users, on GitHub; read 2026-11-23)
 */
export function checkAuthorizationRequest(tenant: Tenant, ctx: KoaContextWithOIDC): void {
  const { params } = ctx.oidc
  const client = tenant.state.clients.get(String(params?.client_id))
  if (params === undefined || client === undefined) return
  keepRequest(ctx)
  restoreOfflineAccess(tenant, ctx)
  assertNoProofNeeded(tenant, client, requestedAudience(tenant, params.audience))
  if (params.dpop_jkt !== undefined) throw new errors.InvalidRequest(NO_PROOF_OF_POSSESSION)
  if (ctx.oidc.route === 'device_authorization') {
    checkDevice(params)
    return
  }
  const organization = checkOrganization(tenant, client, params.organization)
  checkConnection(tenant, client, organization, params.connection)
  if (params.invitation === undefined) return
  const invitation = findInvitation(tenant, params.invitation, organization, client)
  if (invitation === undefined) throw new errors.InvalidRequest(INVITATION_GONE)
}

/** What `event.request` will show. A pushed request is seen again when it is used. */
function keepRequest({ oidc, state, query }: KoaContextWithOIDC): void {
  const { params, route } = oidc
  if (params === undefined) return
  const isFrontChannel = route === 'authorization'
  params.local_tenant_query = isFrontChannel ? withoutSecrets(state.query ?? query) : undefined
  params.local_tenant_body = isFrontChannel ? withoutSecrets(state.body) : undefined
}

/**
 * @fact The device flow does not know organizations. (Auth0 docs, organizations overview; read
 * 2026-11-23)
 */
function checkDevice({ organization, invitation }: Record<string, unknown>): void {
  if (organization === undefined && invitation === undefined) return
  throw new errors.InvalidRequest('parameter organization is not allowed for this grant')
}

/** The open invitation a ticket stands for, if it is for this organization and client. */
export function findInvitation(
  tenant: Tenant,
  ticket: unknown,
  organization: Organization | undefined,
  client: Client,
): Invitation | undefined {
  for (const invitation of tenant.state.invitations.values()) {
    if (invitation.ticket_id !== ticket) continue
    if (invitation.organization_id !== organization?.id) return undefined
    if (invitation.client_id !== client.client_id) return undefined
    return Date.parse(invitation.expires_at) > tenant.clock.now() ? invitation : undefined
  }
  return undefined
}

function checkOrganization(
  tenant: Tenant,
  client: Client,
  requested: unknown,
): Organization | undefined {
  const usage = client.organization_usage ?? 'deny'
  if (requested === undefined) {
    const behaviour = client.organization_require_behavior ?? 'no_prompt'
    if (usage !== 'require' || behaviour !== 'no_prompt') return undefined
    throw new errors.InvalidRequest('parameter organization is required for this client')
  }
  if (usage === 'deny') {
    throw new errors.InvalidRequest('parameter organization is not allowed for this client')
  }
  const organization = findOrganization(tenant, String(requested))
  if (organization !== undefined) return organization
  const mayBeName = takesOrganizationNames(tenant)
  throw new errors.InvalidRequest(
    mayBeName || String(requested).startsWith('org_')
      ? 'parameter organization is invalid'
      : 'authorization request parameter organization must be an organization id',
  )
}

function checkConnection(
  tenant: Tenant,
  client: Client,
  organization: Organization | undefined,
  requested: unknown,
): void {
  if (requested === undefined) return
  const connection = findConnectionByName(tenant, String(requested))
  if (connection === undefined) throw new errors.InvalidRequest('the connection was not found')
  const available = availableConnections(tenant, client.client_id, organization)
  if (!available.some((one) => one.connection.id === connection.id)) {
    throw new errors.InvalidRequest('the connection is not enabled')
  }
  if (connection.strategy === 'auth0' || readUpstream(tenant, connection) !== undefined) return
  throw connectionNotEmulated(connection.name)
}

export const CONNECTION_NOT_EMULATED = 'local_tenant_connection_not_emulated'

export const connectionNotEmulated = (name: string): Error =>
  new errors.CustomOIDCProviderError(
    CONNECTION_NOT_EMULATED,
    `the local tenant does not emulate the connection ${name}`,
  )

/** oidc-provider wants `prompt=consent` for it; Auth0 asks the client and the API instead. */
function restoreOfflineAccess(tenant: Tenant, ctx: KoaContextWithOIDC): void {
  const { params, client } = ctx.oidc
  const requested = requestedScope(ctx).split(' ')
  if (params === undefined || !requested.includes('offline_access')) return
  const kept = new Set(String(params.scope ?? '').split(' '))
  kept.delete('offline_access')
  const isAllowed =
    client?.grantTypeAllowed('refresh_token') === true &&
    allowsOfflineAccess(tenant, requestedAudience(tenant, params.audience))
  if (isAllowed) kept.add('offline_access')
  params.scope = [...new Set(requested)].filter((scope) => kept.has(scope)).join(' ')
}

/** As it came, before oidc-provider took something out. */
function requestedScope({ oidc, state }: KoaContextWithOIDC): string {
  const pushed = oidc.entities.PushedAuthorizationRequest?.request
  const scope = pushed === undefined ? state.requestedScope : decodeJwt(pushed).scope
  return String(scope ?? oidc.params?.scope ?? '')
}
