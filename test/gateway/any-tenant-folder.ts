import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { anOddFolder } from '../builders/an-odd-folder.ts'

export type Files = Readonly<Record<string, unknown>>

export const GENERATED_TYPES = [
  'actions',
  'clients',
  'connections',
  'databases',
  'organizations',
  'resourceServers',
  'roles',
  'triggers',
]

const API = 'https://api.example.com/'
const SCOPES = ['read:documents', 'update:documents', 'delete:documents']
const words = (prefix: string, least: number) =>
  fc
    .uniqueArray(fc.stringMatching(/^[a-z]{3,8}$/), { minLength: least, maxLength: 3 })
    .map((list) => list.map((word) => `${prefix}-${word}`))
const text = fc.stringMatching(/^[A-Za-z][A-Za-z &.'-]{0,20}$/)

/** What one folder is about; what refers to what is chosen among these. */
const folderNames = fc.record({
  clients: words('client', 1),
  connections: words('con', 1),
  organizations: words('org', 1),
  roles: words('role', 1),
  actions: words('action', 1),
})
type Names = typeof folderNames extends fc.Arbitrary<infer Value> ? Value : never

const aClient = (name: string) =>
  fc.record({
    name: fc.constant(name),
    description: text,
    app_type: fc.constantFrom('spa', 'regular_web', 'native'),
    is_first_party: fc.constant(true),
    callbacks: fc.constantFrom([], ['https://app.example.com/callback']),
    client_metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), text, { maxKeys: 2 }),
  })

const aRole = (name: string) =>
  fc.record({
    name: fc.constant(name),
    description: text,
    permissions: fc
      .subarray(SCOPES)
      .map((held) =>
        held.map((permission_name) => ({ permission_name, resource_server_identifier: API })),
      ),
  })

const aConnection = (name: string, { clients }: Names) =>
  fc.record({
    name: fc.constant(name),
    strategy: fc.constant('oidc'),
    display_name: text,
    enabled_clients: fc.subarray(clients, { minLength: 1 }),
    options: fc.record({
      type: fc.constant('front_channel'),
      issuer: fc.constant('https://idp.example.com/'),
      authorization_endpoint: fc.constant('https://idp.example.com/authorize'),
      jwks_uri: fc.constant('https://idp.example.com/jwks.json'),
      client_id: fc.constant('example'),
      scope: fc.constantFrom('openid', 'openid email'),
    }),
  })

const anOrganization = (name: string, { connections }: Names) =>
  fc.record({
    name: fc.constant(name),
    display_name: text,
    metadata: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), text, { maxKeys: 2 }),
    connections: fc.subarray(connections).map((linked) =>
      linked.map((one) => ({
        name: one,
        assign_membership_on_login: false,
        show_as_button: true,
        is_signup_enabled: false,
      })),
    ),
  })

const anAction = (name: string) =>
  fc.record({
    name: fc.constant(name),
    code: fc.constant(`./actions/${name}.js`),
    runtime: fc.constant('node22'),
    dependencies: fc.constant([]),
    secrets: fc.constant([]),
    supported_triggers: fc.constant([{ id: 'post-login', version: 'v3' }]),
    deployed: fc.constant(true),
  })

const inFiles = (folder: string, things: readonly { name: string }[]): Files =>
  Object.fromEntries(things.map((one) => [`${folder}/${one.name}.json`, one]))

/** Small folders of what most tenants have, whose parts refer to each other. */
export const tenantFolders: fc.Arbitrary<Files> = folderNames.chain((names) =>
  fc
    .record({
      clients: fc.tuple(...names.clients.map(aClient)),
      roles: fc.tuple(...names.roles.map(aRole)),
      connections: fc.tuple(...names.connections.map((name) => aConnection(name, names))),
      organizations: fc.tuple(...names.organizations.map((name) => anOrganization(name, names))),
      actions: fc.tuple(...names.actions.map(anAction)),
      bound: fc.shuffledSubarray(names.actions),
    })
    .map(({ clients, roles, connections, organizations, actions, bound }) => ({
      'resource-servers/API.json': {
        name: 'API',
        identifier: API,
        scopes: SCOPES.map((value) => ({ value, description: value })),
      },
      ...inFiles('clients', clients),
      ...inFiles('roles', roles),
      ...inFiles('connections', connections),
      ...inFiles('organizations', organizations),
      ...inFiles('actions', actions),
      ...Object.fromEntries(
        names.actions.map((name) => [
          `actions/${name}.js`,
          `exports.onExecutePostLogin = async () => {} // ${name}\n`,
        ]),
      ),
      'triggers/triggers.json': {
        'post-login': bound.map((name) => ({ action_name: name, display_name: name })),
      },
    })),
)

/** @returns the folder; whoever asked removes it */
export async function writtenTo(files: Files): Promise<string> {
  const folder = anOddFolder()
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(
      join(folder, path),
      typeof content === 'string' ? content : JSON.stringify(content),
    )
  }
  return folder
}
