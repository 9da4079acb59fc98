import { collect } from '../access/collect.ts'
import { type JsonObject, textOf } from '../json-value.ts'
import { nameOfClient } from './fetch-connections.ts'
import type { FetchContext, Fetcher } from './fetcher.ts'
import { grantName } from './folder-readers.ts'
import type { RemoteResource } from './resource.ts'

/** Clients, their grants, APIs and roles: some of each the tenant, or this deploy, cannot live without. */
export const GUARDED_FETCHERS = {
  clients: async ({ clients, ownClientIds, seal }) =>
    clients.map((client) => {
      const { client_id: id, ...value } = client
      return seal({
        type: 'clients',
        name: textOf(client.name),
        id: textOf(id),
        value,
        keptBecause: keptClient(client, ownClientIds),
        everything: client,
      })
    }),

  clientGrants: async ({ management, clients, ownClientIds, seal }) => {
    const grants = await collect(management.clientGrants.list({ take: 100 }), 'client_grants')
    return grants.map((grant) => {
      const { id, ...value } = grant
      const clientId = textOf(value.client_id)
      const client = clients.find((candidate) => candidate.client_id === clientId)
      const named = { ...value, client_id: nameOfClient(clients, clientId) }
      return seal({
        type: 'clientGrants',
        name: grantName(named),
        id: textOf(id),
        value: named,
        keptBecause: keptGrant(value, client, ownClientIds),
        everything: grant,
      })
    })
  },

  resourceServers: async ({ management, seal }) => {
    const servers = await collect(
      management.resourceServers.list({ per_page: 100 }),
      'resource_servers',
    )
    return servers.map((server) => {
      const { id, ...value } = server
      return seal({
        type: 'resourceServers',
        name: textOf(value.identifier),
        id: textOf(id),
        value,
        keptBecause: value.is_system === true ? 'it is Auth0’s own' : null,
        everything: server,
      })
    })
  },

  roles: async (context) => {
    const roles = await collect(context.management.roles.list({ per_page: 100 }), 'roles')
    return Promise.all(roles.map((role) => withPermissions(context, role)))
  },
} satisfies Partial<Record<string, Fetcher>>

function keptClient(client: JsonObject, own: ReadonlySet<string>): string | null {
  if (own.has(textOf(client.client_id))) return 'this project signs in with it'
  if (client.global === true) return 'it is Auth0’s own'
  if (client.is_first_party === false) return 'it belongs to a third party'
  return null
}

const keptGrant = (
  grant: JsonObject,
  client: JsonObject | undefined,
  own: ReadonlySet<string>,
): string | null => {
  if (grant.is_system === true || 'default_for' in grant) return 'it is Auth0’s own'
  return client === undefined ? null : keptClient(client, own)
}

async function withPermissions(
  { management, wanted, seal }: FetchContext,
  { id, ...role }: JsonObject,
): Promise<RemoteResource> {
  const name = textOf(role.name)
  const held = wanted('roles').has(name)
    ? await collect(management.roles.permissions.list(textOf(id), { per_page: 100 }), 'permissions')
    : []
  const permissions = held.map(({ permission_name, resource_server_identifier }) => ({
    permission_name: textOf(permission_name),
    resource_server_identifier: textOf(resource_server_identifier),
  }))
  const value = { ...role, permissions }
  const isOrganizations = role.type === 'organization'
  return seal({
    type: 'roles',
    name,
    id: textOf(id),
    value,
    keptBecause: isOrganizations ? 'it belongs to an organization' : null,
    everything: { id: id ?? '', ...value },
  })
}
