import type { Organization, Tenant } from '../../store.ts'

/**
 * @fact A tenant takes ids of organizations only, until it is told to take names too; from then on
 * its tokens say names as well. (Auth0 docs, use organization names in Authentication API; read
 * 2026-11-28)
 */
export const takesOrganizationNames = ({ state }: Tenant): boolean =>
  state.settings.get('tenant-settings')?.allow_organization_name_in_authentication_api === true

/** Whom an `organization` parameter means. */
export function findOrganization(tenant: Tenant, idOrName: string): Organization | undefined {
  const byId = tenant.state.organizations.get(idOrName)
  if (byId !== undefined) return byId
  return takesOrganizationNames(tenant) ? findOrganizationByName(tenant, idOrName) : undefined
}

/** Names are lower case; people type them as they like. */
export function findOrganizationByName(tenant: Tenant, name: string): Organization | undefined {
  const wanted = name.trim().toLowerCase()
  for (const organization of tenant.state.organizations.values()) {
    if (organization.name === wanted) return organization
  }
  return undefined
}
