import type { JsonObject, Tenant } from '../store.ts'
import { takenList } from './paging.ts'
import { get, type Route } from './route.ts'

/** How people of enterprise connections are kept up to date, over all connections. */
export const provisioningRoutes: readonly Route[] = [
  get(
    '/connections-directory-provisionings',
    'read:directory_provisionings',
    ({ tenant, query }) =>
      takenList('directory_provisionings', keptOf(tenant, 'directory-provisioning'), query),
    'stored: those that were made; nothing is synchronized',
  ),
  get(
    '/connections-scim-configurations',
    'read:scim_config',
    ({ tenant, query }) =>
      takenList('scim_configurations', keptOf(tenant, 'scim-configuration'), query),
    'stored: those that were made; no SCIM endpoint answers',
  ),
]

/** Of every connection that has one. */
const keptOf = ({ state }: Tenant, what: string): readonly JsonObject[] =>
  [...state.connections.keys()]
    .map((id) => state.settings.get(`/connections/${encodeURIComponent(id)}/${what}`))
    .filter((kept) => kept !== undefined)
