import type { Organization, Tenant } from '../../store.ts'

/** By id, or by name where the tenant does not forbid it. */
export function findOrganization(tenant: Tenant, idOrName: string): Organization | undefined {
  const byId = tenant.state.organizations.get(idOrName)
  if (byId !== undefined) return byId
  const settings = tenant.state.settings.get('tenant-settings')
  if (settings?.allow_organization_name_in_authentication_api === false) return undefined
  return findOrganizationByName(tenant, idOrName)
}

/** Names are lower case; people type them as they like. */
export function findOrganizationByName(tenant: Tenant, name: string): Organization | undefined {
  const wanted = name.trim().toLowerCase()
  for (const organization of tenant.state.organizations.values()) {
    if (organization.name === wanted) return organization
  }
  return undefined
}
