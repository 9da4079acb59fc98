import { RESOURCE_TYPES, type ResourceType } from './environment-file.ts'

/** Where the Deploy CLI looks for each type. Source: 8.44.0, lib/context/directory/handlers. */
export const RESOURCE_FOLDERS = {
  actions: 'tenant/actions',
  attackProtection: 'tenant/attack-protection',
  clientGrants: 'tenant/grants',
  clients: 'tenant/clients',
  connections: 'tenant/connections',
  databases: 'tenant/database-connections',
  organizations: 'tenant/organizations',
  prompts: 'tenant/prompts',
  resourceServers: 'tenant/resource-servers',
  roles: 'tenant/roles',
  tenant: 'tenant/tenant.json',
  triggers: 'tenant/triggers',
} as const satisfies Record<ResourceType, string>

/**
 * Whether a deploy of an environment that manages these types reads the file. What it does not read
 * may hold keywords and secrets that the environment has never heard of.
 */
export const isManagedFile = (file: string, manages: readonly ResourceType[]): boolean =>
  !RESOURCE_TYPES.some(
    (type) =>
      !manages.includes(type) &&
      (file === RESOURCE_FOLDERS[type] || file.startsWith(`${RESOURCE_FOLDERS[type]}/`)),
  )
