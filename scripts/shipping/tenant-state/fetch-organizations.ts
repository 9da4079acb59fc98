import { collect } from '../access/collect.ts'
import { isObject, type JsonObject, textOf } from '../json-value.ts'
import { nameOfClient } from './fetch-connections.ts'
import type { FetchContext, Fetcher } from './fetcher.ts'
import type { RemoteResource } from './resource.ts'

/** Organizations; members and invitations are nobody's business here. */
export const ORGANIZATION_FETCHERS = {
  organizations: async (context) => {
    const { organizations } = context.management
    const found = await collect(organizations.list({ take: 100 }), 'organizations')
    return Promise.all(found.map((organization) => withLinks(context, organization)))
  },
} satisfies Partial<Record<string, Fetcher>>

async function withLinks(context: FetchContext, organization: JsonObject): Promise<RemoteResource> {
  const name = textOf(organization.name)
  const id = textOf(organization.id)
  const links = context.wanted('organizations').has(name) ? await fetchLinks(context, id) : {}
  const value = { ...organization, ...links }
  return context.seal({
    type: 'organizations',
    name,
    id,
    value,
    keptBecause: null,
    everything: value,
    undeclared: links,
  })
}

/** What the Deploy CLI unlinks when the file does not name it, with or without permission. */
async function fetchLinks({ management, clients }: FetchContext, id: string): Promise<JsonObject> {
  const { organizations } = management
  const [linked, granted] = await Promise.all([
    collect(organizations.connections.list(id, { per_page: 100 }), 'connections'),
    collect(organizations.clientGrants.list(id, { per_page: 100 }), 'client_grants'),
  ])
  return {
    connections: linked.map(({ connection_id: _id, connection, ...rest }) => ({
      name: isObject(connection) ? textOf(connection.name) : '',
      ...rest,
    })),
    client_grants: granted.map(({ client_id }) => ({
      client_id: nameOfClient(clients, textOf(client_id)),
    })),
  }
}
