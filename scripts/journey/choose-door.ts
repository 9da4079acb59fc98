import type { ManagementClient } from 'auth0'

/** Where somebody can sign in to a tenant that nobody told us about. */
export type OwnDoor = {
  readonly client: {
    readonly id: string
    readonly name: string
    readonly redirectUri: string
    /** Null for an application that has none. */
    readonly secret: string | null
  }
  /** Name of a database that the application asks. */
  readonly connection: string
  /** One in which that database may be used; null where the application knows none. */
  readonly organization: { readonly id: string; readonly name: string } | null
}

/** Applications of people, the plainest first. */
const APP_TYPES = ['spa', 'native', 'regular_web']

/** The first application, by name, whose people have passwords; null where none has. */
export async function chooseDoor(management: ManagementClient): Promise<OwnDoor | null> {
  const [databases, organizations, clients] = await Promise.all([
    listDatabases(management),
    listOrganizations(management),
    listClients(management),
  ])
  for (const client of clients) {
    const own = databases.filter(({ clientIds }) => clientIds.includes(client.id))
    for (const { id, name: connection } of own) {
      const organization = organizations.find(({ connectionIds }) => connectionIds.includes(id))
      const isWanted = client.organizationUsage !== 'deny' && organization !== undefined
      if (client.organizationUsage === 'require' && !isWanted) continue
      return { client, connection, organization: isWanted ? organization : null }
    }
  }
  return null
}

async function listClients(management: ManagementClient) {
  const found: (OwnDoor['client'] & { type: string; organizationUsage: string })[] = []
  for await (const one of await management.clients.list()) {
    const { client_id: id = '', name = '', app_type: type = '', callbacks = [] } = one
    const [redirectUri] = callbacks.filter((url) => /^https?:/.test(url) && !url.includes('*'))
    const grants = one.grant_types ?? ['authorization_code']
    if (redirectUri === undefined || !grants.includes('authorization_code')) continue
    if (!APP_TYPES.includes(type)) continue
    const isPublic = one.token_endpoint_auth_method === 'none' || type !== 'regular_web'
    const secret = isPublic ? null : (one.client_secret ?? null)
    const organizationUsage = one.organization_usage ?? 'deny'
    found.push({ id, name, redirectUri, secret, type, organizationUsage })
  }
  const order = ({ type }: { readonly type: string }): number => APP_TYPES.indexOf(type)
  return found.sort(
    (left, right) => order(left) - order(right) || (left.name < right.name ? -1 : 1),
  )
}

async function listDatabases(management: ManagementClient) {
  const found: { id: string; name: string; clientIds: readonly string[] }[] = []
  for await (const { id = '', name = '' } of await management.connections.list({
    strategy: ['auth0'],
  })) {
    const clientIds: string[] = []
    for await (const one of await management.connections.clients.get(id)) {
      clientIds.push(one.client_id ?? '')
    }
    found.push({ id, name, clientIds })
  }
  return found.sort((left, right) => (left.name < right.name ? -1 : 1))
}

async function listOrganizations(management: ManagementClient) {
  const found: { id: string; name: string; connectionIds: readonly string[] }[] = []
  for await (const { id = '', name = '' } of await management.organizations.list()) {
    const connectionIds: string[] = []
    for await (const one of await management.organizations.enabledConnections.list(id)) {
      connectionIds.push(one.connection_id ?? '')
    }
    found.push({ id, name, connectionIds })
  }
  return found.sort((left, right) => (left.name < right.name ? -1 : 1))
}
