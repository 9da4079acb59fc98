import type { Client, ClientGrant, JsonObject, Organization, Tenant } from '../../store.ts'
import { findOrganization } from '../login/find-organization.ts'
import { refused } from '../login/token-refusal.ts'
import { strings } from '../provider/client-metadata.ts'

/**
 * The organization a machine may act for. The texts are our own.
 * @fact The client grant of a machine decides for which organization it may act; no membership
 * does. (Auth0 docs, machine-to-machine access for organizations; read 2026-11-22)
 * @param requested id or name; absent: the client's `default_organization`, if there is one
 */
export function findMachineOrganization(
  tenant: Tenant,
  client: Client,
  grant: ClientGrant,
  requested: unknown,
): Organization | undefined {
  const wanted = requested ?? defaultOrganizationId(client)
  const usage = grant.organization_usage ?? 'deny'
  if (wanted === undefined) {
    if (usage !== 'require') return undefined
    throw refused('invalid_request', 'parameter organization is required for this client', 400)
  }
  if (usage === 'deny') {
    throw refused('invalid_request', 'parameter organization is not allowed for this client', 400)
  }
  const organization = findOrganization(tenant, String(wanted))
  if (organization === undefined) {
    throw refused('invalid_request', 'parameter organization is invalid', 400)
  }
  if (grant.allow_any_organization === true) return organization
  const isAssociated = tenant.state.organizationClientGrants.some(
    (one) => one.organization_id === organization.id && one.grant_id === grant.id,
  )
  if (isAssociated) return organization
  throw refused('access_denied', 'Client is not authorized to access this organization')
}

function defaultOrganizationId({ default_organization }: Client): string | undefined {
  const { organization_id, flows } = (default_organization ?? {}) as JsonObject
  const applies = strings(flows).includes('client_credentials')
  return applies && typeof organization_id === 'string' ? organization_id : undefined
}
