import { isObject, type JsonObject, textOf } from '../ground/json-value.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/**
 * Lists of a tenant, each asked for as the Deploy CLI asks for it (8.44.0), so that what it has read is not
 * read again.
 */
type List = (tenant: VirtualTenant) => Promise<readonly JsonObject[]>
type ListAt = (tenant: VirtualTenant, path: string) => Promise<readonly JsonObject[]>

const BY_TOTALS = { page: '0', per_page: '100', include_totals: 'true' }
const TAKEN = { take: '50' }

export const listActions: List = (tenant) =>
  tenant.list('/actions/actions', { page: '0', per_page: '100' })
export const listClients: List = (tenant) => tenant.list('/clients', BY_TOTALS)
export const listConnections: List = (tenant) => tenant.list('/connections', TAKEN)
export const listModules: List = (tenant) =>
  tenant.list('/actions/modules', { page: '0', per_page: '100' })
export const listOrganizations: List = (tenant) => tenant.list('/organizations', TAKEN)
export const listRenderers: List = (tenant) => tenant.list('/prompts/rendering', BY_TOTALS)
export const listResourceServers: List = (tenant) => tenant.list('/resource-servers', BY_TOTALS)
export const listRoles: List = (tenant) => tenant.list('/roles', BY_TOTALS)

/** @param path of the bindings of a trigger */
export const listBindings: ListAt = async (tenant, path) =>
  (await tenant.list(path, { page: '0', per_page: '50' })).map(bindingOf)

/** Which Action is bound, without what else the tenant says of it. */
export const bindingOf = ({ action, display_name: label }: JsonObject): JsonObject => ({
  action_name: isObject(action) ? textOf(action.name) : '',
  display_name: textOf(label),
})

/** @param path of the permissions of a role */
export const listPermissions: ListAt = async (tenant, path) =>
  (await tenant.list(path, BY_TOTALS)).map(permissionOf)

/** What tells one permission from another, without what is said about it. */
export const permissionOf = (one: JsonObject): JsonObject => ({
  permission_name: textOf(one.permission_name),
  resource_server_identifier: textOf(one.resource_server_identifier),
})

/** @param path of the clients of a connection */
export const listEnabledClients: ListAt = (tenant, path) => tenant.list(path, { take: '100' })

/** @param path of the clients, or another part, of an organization */
export const listTaken: ListAt = (tenant, path) => tenant.list(path, TAKEN)
