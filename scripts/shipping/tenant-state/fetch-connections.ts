import { collect } from '../access/collect.ts'
import { isObject, type JsonObject, textOf } from '../json-value.ts'
import type { FetchContext, Fetcher } from './fetcher.ts'
import type { RemoteResource } from './resource.ts'

/** Databases and all other connections, with the names of the clients that may use them. */
export const CONNECTION_FETCHERS = {
  connections: (context) => fetchConnections(context, 'connections'),
  databases: (context) => fetchConnections(context, 'databases'),
} satisfies Partial<Record<string, Fetcher>>

async function fetchConnections(
  context: FetchContext,
  type: 'connections' | 'databases',
): Promise<readonly RemoteResource[]> {
  const all = await collect(context.management.connections.list({ take: 100 }), 'connections')
  const isOfType = ({ strategy }: JsonObject): boolean =>
    (strategy === 'auth0') === (type === 'databases')
  return Promise.all(
    all.filter(isOfType).map((connection) => withClients(context, type, connection)),
  )
}

async function withClients(
  { management, clients, wanted, seal }: FetchContext,
  type: 'connections' | 'databases',
  { enabled_clients: _listed, ...connection }: JsonObject,
): Promise<RemoteResource> {
  const name = textOf(connection.name)
  const id = textOf(connection.id)
  const isWanted = wanted(type).has(name)
  // The list itself no longer names them on some tenants (auth0-deploy-cli pull request 1479).
  const enabled = isWanted
    ? await collect(management.connections.clients.get(id, { take: 100 }), 'clients')
    : []
  const names = enabled.map(({ client_id }) => nameOfClient(clients, textOf(client_id)))
  const value = { ...connection, enabled_clients: names.sort() }
  return seal({
    type,
    name,
    id,
    value,
    keptBecause: null,
    everything: value,
    ...(type === 'connections' && isObject(connection.options)
      ? { undeclared: { options: connection.options } }
      : {}),
  })
}

export const nameOfClient = (clients: readonly JsonObject[], id: string): string =>
  textOf(clients.find((client) => client.client_id === id)?.name) || id
