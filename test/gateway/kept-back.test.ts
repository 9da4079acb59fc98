import { describe, expect, test } from 'vitest'
import { addLeftOut, type KeepSettings, keepBack } from '../../scripts/gateway/kept-back.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../scripts/ground/json-value.ts'
import { aCall, lineOf } from './a-call.ts'
import { memoryPort, type Things } from './memory-port.ts'

const CLIENTS: readonly JsonObject[] = [
  { client_id: 'cli_1', name: 'Portal', is_first_party: true, client_metadata: { a: 'x', b: 'y' } },
  { client_id: 'cli_own', name: 'Deploy CLI', is_first_party: true },
  { client_id: 'cli_all', name: 'All Applications', global: true },
  { client_id: 'cli_3rd', name: 'Partner', is_first_party: false },
]
const OPTIONS = {
  icon: 'a.png',
  attributes: { email: { required: true }, phone: { required: false } },
}
/** Beside which the tenant takes no `attributes` and no `password_options`. */
const LEGACY = {
  icon: 'a.png',
  passwordPolicy: 'low',
  password_history: { enable: true },
  requires_username: true,
  validation: { username: { min: 3 } },
}
const byId = (path: string, id: string, list: readonly JsonObject[]): Things =>
  Object.fromEntries(list.map((one) => [`${path}/${one[id]}`, one]))

const TENANT: Things = {
  '/clients': CLIENTS as Json,
  ...byId('/clients', 'client_id', CLIENTS),
  '/connections': [
    { id: 'con_1', name: 'members', strategy: 'auth0' },
    { id: 'con_2', name: 'acme', strategy: 'oidc' },
  ],
  '/connections/con_1': { id: 'con_1', name: 'members', strategy: 'auth0', options: OPTIONS },
  '/connections/con_3': { id: 'con_3', name: 'staff', strategy: 'auth0', options: LEGACY },
  '/connections/con_4': {
    id: 'con_4',
    name: 'guests',
    strategy: 'auth0',
    options: { attributes: { email: {} }, password_options: { history: {} } },
  },
  '/connections/con_1/clients': [{ client_id: 'cli_1' }],
  '/connections/con_2/clients': [],
  '/client-grants/cgr_1': { id: 'cgr_1', client_id: 'cli_1', audience: 'https://api.example.com/' },
  '/client-grants/cgr_own': {
    id: 'cgr_own',
    client_id: 'cli_own',
    audience: 'https://acme.example.com/api/v2/',
  },
  '/client-grants/cgr_more': {
    id: 'cgr_more',
    client_id: 'cli_own',
    audience: 'https://api.example.com/',
  },
  '/client-grants/cgr_sys': {
    id: 'cgr_sys',
    client_id: 'cli_3rd',
    audience: 'https://acme.example.com/me/',
    is_system: true,
  },
  '/client-grants/cgr_3rd': {
    id: 'cgr_3rd',
    client_id: 'cli_3rd',
    audience: 'https://api.example.com/',
  },
  '/client-grants/cgr_every': {
    id: 'cgr_every',
    audience: 'https://api.example.com/',
    default_for: 'third_party_clients',
  },
  '/organizations/org_1': { id: 'org_1', name: 'acme' },
  '/resource-servers/api_own': { id: 'api_own', name: 'Own', client_id: 'cli_own' },
  '/resource-servers/api_1': { id: 'api_1', name: 'API', identifier: 'https://api.example.com/' },
  '/resource-servers/api_sys': { id: 'api_sys', name: 'Auth0 Management API', is_system: true },
  '/roles/rol_1': { id: 'rol_1', name: 'Member' },
  '/roles/rol_org': { id: 'rol_org', name: 'Local', type: 'organization' },
}

const open = () => openVirtualTenant(openSnapshot(memoryPort(TENANT).port))
const settings = (assets: JsonObject = {}, keeps: KeepSettings['keeps'] = {}): KeepSettings => ({
  assets: () => assets,
  keeps,
  ownClientIds: new Set(['cli_own']),
})

/** The write as it would go: a line, its body; or a note alone. */
async function keep(line: string, body?: Json, given: KeepSettings = settings()) {
  const { call, note } = await keepBack(aCall(line, body), open(), given)
  return { goes: call === null ? null : lineOf(call), body: call?.body, note }
}

const goes = (line: string, body?: Json) => ({ goes: line, body, note: null })
const isKept = (note: string | null = null) => ({ goes: null, body: undefined, note })
const isNotInGit = (what: string) =>
  isKept(`${what}: not in git, so kept; the Deploy CLI alone would remove it`)

describe('a part goes only where git speaks of it', () => {
  const LINK = 'DELETE /organizations/org_1/connections/con_1'
  const GRANT = 'DELETE /organizations/org_1/client-grants/cgr_1'
  const DOMAIN = 'DELETE /organizations/org_1/discovery-domains/odd_1'
  const SCIM = 'DELETE /connections/con_1/scim-configuration'
  const KEYS = 'DELETE /clients/cli_1/credentials/key_1'
  const PERMISSIONS = 'DELETE /roles/rol_1/permissions'
  const acme = (members: JsonObject) => ({ organizations: [{ name: 'acme', ...members }] })
  test.each<[what: string, line: string, assets: JsonObject, kept: string | null]>([
    ['a link that git does not speak of', LINK, acme({}), 'organizations/acme: connections'],
    ['a link where git has none', LINK, acme({ connections: [] }), null],
    ['a grant that git does not speak of', GRANT, acme({}), 'organizations/acme: client_grants'],
    ['a grant where git has others', GRANT, acme({ client_grants: [{}] }), null],
    [
      'a domain that git does not speak of',
      DOMAIN,
      acme({}),
      'organizations/acme: discovery_domains',
    ],
    ['a domain where git has none', DOMAIN, acme({ discovery_domains: [] }), null],
    [
      'provisioning that git does not speak of',
      SCIM,
      { databases: [{ name: 'members' }] },
      'databases/members: scim_configuration',
    ],
    [
      'provisioning where git has none',
      SCIM,
      { databases: [{ name: 'members', scim_configuration: null }] },
      null,
    ],
    [
      'keys that git does not speak of',
      KEYS,
      { clients: [{ name: 'Portal' }] },
      'clients/Portal: client_authentication_methods',
    ],
    [
      'keys where git has others',
      KEYS,
      { clients: [{ name: 'Portal', client_authentication_methods: {} }] },
      null,
    ],
    [
      'permissions that git does not speak of',
      PERMISSIONS,
      { roles: [{ name: 'Member' }] },
      'roles/Member: permissions',
    ],
    [
      'permissions where git has none',
      PERMISSIONS,
      { roles: [{ name: 'Member', permissions: [] }] },
      null,
    ],
    ['a part of what is not in git at all', LINK, {}, null],
  ])('%s', async (_what, line, assets, kept) => {
    expect(await keep(line, undefined, settings(assets))).toEqual(
      kept === null ? goes(line) : isNotInGit(kept),
    )
  })
})

test('a client without an id, as a secret that is not given leaves one, is nobody’s', async () => {
  const line = 'DELETE /organizations/org_1'
  const own = { ...settings(), ownClientIds: new Set(['cli_own', '']) }
  expect(await keep(line, undefined, own)).toEqual(goes(line))
})

describe('a thing goes, unless', () => {
  test.each<[what: string, line: string, keeps?: KeepSettings['keeps']]>([
    ['the environment keeps it', 'DELETE /roles/rol_1', { roles: ['Member'] }],
    [
      'the environment keeps it as a database',
      'DELETE /connections/con_1',
      { databases: ['members'] },
    ],
    ['this deploy signs in with it', 'DELETE /clients/cli_own'],
    ['this deploy signs in with it, in any spelling', 'DELETE /clients/cli%5Fown'],
    ['it is what this deploy works by', 'DELETE /client-grants/cgr_own'],
    ['it is an API of what this deploy signs in with', 'DELETE /resource-servers/api_own'],
    ['it stands for all clients', 'DELETE /clients/cli_all'],
    ['it is somebody else’s', 'DELETE /clients/cli_3rd'],
    ['it is a grant that Auth0 has made', 'DELETE /client-grants/cgr_sys'],
    ['it is Auth0’s own', 'DELETE /resource-servers/api_sys'],
    ['it belongs to an organization', 'DELETE /roles/rol_org'],
  ])('%s', async (_what, line, keeps = {}) => {
    expect(await keep(line, undefined, settings({}, keeps))).toEqual(isKept())
  })

  test.each<[what: string, id: string, name: string, whose: string]>([
    ['somebody else', 'cgr_3rd', 'Partner', 'of an application that is no first party'],
    ['everybody else', 'cgr_every', 'third_party_clients', 'of every third-party application'],
    [
      'the guard, of another API than its own',
      'cgr_more',
      'Deploy CLI',
      'of the application that this deploy, or the guard, signs in with',
    ],
  ])('it is a grant of %s, which says what they may do', async (_what, id, name, whose) => {
    expect(await keep(`DELETE /client-grants/${id}`)).toEqual(
      isKept(
        `clientGrants/${name} -> https://api.example.com/: not in git, and ${whose}, so kept and not compared`,
      ),
    )
  })

  test.each<[line: string, keeps?: KeepSettings['keeps']]>([
    ['DELETE /roles/rol_1', { roles: ['Other'], clients: ['Member'] }],
    ['DELETE /clients/cli_1'],
    ['DELETE /client-grants/cgr_1'],
    ['DELETE /resource-servers/api_1'],
    ['DELETE /connections/con_1', { connections: ['members'] }],
  ])('none of this: `%s`', async (line, keeps = {}) => {
    expect(await keep(line, undefined, settings({}, keeps))).toEqual(goes(line))
  })

  test('it is bound: it goes without force', async () => {
    expect(await keep('DELETE /actions/actions/act_1?force=true')).toEqual(
      goes('DELETE /actions/actions/act_1'),
    )
  })
})

describe('a change keeps', () => {
  const CONNECTION = 'PATCH /connections/con_1'
  const CLIENT = 'PATCH /clients/cli_1'
  test.each<[what: string, line: string, body: JsonObject, sent: JsonObject]>([
    [
      'options that git does not speak of',
      CONNECTION,
      { options: { scope: 'a' } },
      { options: { scope: 'a', ...OPTIONS } },
    ],
    [
      'those further in',
      CONNECTION,
      { options: { attributes: { email: { required: false } } } },
      {
        options: {
          attributes: { email: { required: false }, phone: { required: false } },
          icon: 'a.png',
        },
      },
    ],
    [
      'no option that cannot stand beside one of git',
      'PATCH /connections/con_3',
      { options: { attributes: {}, password_options: { history: {} } } },
      { options: { attributes: {}, password_options: { history: {} }, icon: 'a.png' } },
    ],
    [
      'nor the other way round',
      'PATCH /connections/con_4',
      { options: { validation: {}, passwordPolicy: 'good' } },
      { options: { validation: {}, passwordPolicy: 'good' } },
    ],
    [
      'those of one side, where git speaks of some of it',
      'PATCH /connections/con_3',
      { options: { requires_username: false, password_dictionary: {} } },
      { options: { ...LEGACY, requires_username: false, password_dictionary: {} } },
    ],
    [
      'nothing where there are no options',
      CONNECTION,
      { display_name: 'Acme' },
      { display_name: 'Acme' },
    ],
    [
      'nothing of what it does not have',
      'PATCH /connections/con_9',
      { options: { a: 1 } },
      { options: { a: 1 } },
    ],
    [
      'no metadata that git has no more',
      CLIENT,
      { client_metadata: { a: 'z' } },
      { client_metadata: { a: 'z', b: null } },
    ],
    ['metadata where git does not speak of it', CLIENT, { name: 'Portal' }, { name: 'Portal' }],
    ['anything else as it is', 'PATCH /roles/rol_1', { description: 'a' }, { description: 'a' }],
    ['a part as it is', 'PATCH /connections/con_1/clients', { a: 1 }, { a: 1 }],
  ])('%s', async (_what, line, body, sent) => {
    expect(await keep(line, body)).toEqual(goes(line, sent))
  })
})

test.each<[what: string, assets: JsonObject, added: Json[]]>([
  [
    'an empty list of clients empties it',
    { databases: [{ name: 'members', enabled_clients: [] }] },
    [{ path: '/connections/con_1/clients', body: [{ client_id: 'cli_1', status: false }] }],
  ],
  ['not where there are none', { connections: [{ name: 'acme', enabled_clients: [] }] }, []],
  ['not where git has some', { databases: [{ name: 'members', enabled_clients: ['Portal'] }] }, []],
  ['not where git does not speak of them', { databases: [{ name: 'members' }] }, []],
  ['not of what is not there', { databases: [{ name: 'other', enabled_clients: [] }] }, []],
])('what the Deploy CLI leaves out is added: %s', async (_what, assets, added) => {
  const calls = await addLeftOut(assets, open())
  expect(calls.map(({ path, body = null }) => ({ path, body }))).toEqual(added)
})
