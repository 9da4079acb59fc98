import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../../scripts/gateway/call.ts'
import { createDiffer } from '../../../scripts/gateway/create-differ.ts'
import { RESOURCE_TYPES } from '../../../scripts/gateway/resource-types.ts'
import { fingerprintWith } from '../../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { COMPARED_MEMBERS, FOUND_BY } from '../../../scripts/shipping/plan/compared-members.ts'
import { judgeUnsent } from '../../../scripts/shipping/plan/judge-unsent.ts'
import { memoryPort } from '../../gateway/memory-port.ts'

const fingerprint = fingerprintWith('a key of this test, which is long enough to be one')
const standIns = createStandIns({ names: [], values: {}, fingerprint, nonce: 'nonce' })
const differ = createDiffer({ standIns, fingerprint, held: {}, knowSecret: () => 'the same' })

const EXCHANGE = 'https://partner.example.com/token'
const ARN = { awsAccountId: '111111111111', awsRegion: 'eu-west-1' }
const { port } = memoryPort({
  '/actions/actions': [
    { id: 'act_1', name: 'lenient' },
    { id: 'act_2', name: 'strict' },
  ],
  '/clients': [
    {
      client_id: 'cli_1',
      name: 'Partner',
      third_party_security_mode: 'permissive',
      token_endpoint_auth_method: 'none',
      jwt_configuration: { secret_encoded: true },
    },
    {
      client_id: 'cli_2',
      name: 'Registered',
      external_client_id: 'https://app.example.com/client.json',
      callbacks: ['https://app.example.com/'],
      description: 'one',
    },
  ],
  '/connections': [
    {
      id: 'con_1',
      name: 'acme',
      strategy: 'oidc',
      options: { issuer: 'https://acme.example.com/' },
    },
  ],
  '/client-grants': [
    { id: 'cgr_1', client_id: 'cli_1', audience: 'https://api.example.com/', scope: ['read'] },
  ],
  '/organizations': [{ id: 'org_1', name: 'acme', display_name: 'Acme' }],
  '/organizations/org_1/connections': [
    { connection_id: 'con_1', show_as_button: true, organization_access_level: 'full' },
  ],
  '/attack-protection/brute-force-protection': { enabled: true, form_submission_mode: 'block' },
  '/event-streams': [
    {
      id: 'est_1',
      name: 'people',
      destination: { type: 'action', configuration: { action_id: 'act_1' } },
    },
  ],
  '/log-streams': [
    {
      id: 'lst_1',
      name: 'to us',
      type: 'http',
      status: 'suspended',
      sink: { httpEndpoint: 'https://a.example.com/' },
    },
    {
      id: 'lst_2',
      name: 'bridge',
      type: 'eventbridge',
      sink: { ...ARN, awsPartnerEventSource: 'x' },
    },
  ],
  '/token-exchange-profiles': [
    {
      id: 'tep_1',
      name: 'Partner',
      subject_token_type: EXCHANGE,
      action_id: 'act_1',
      type: 'custom_authentication',
    },
  ],
})

/** A secret that is sent is another than the one that is shown. */
const asShown = ({ client_secret: secret, ...body }: JsonObject): JsonObject =>
  secret === undefined ? body : { ...body, client_secret: 'of the tenant' }

const LISTS = [
  '/actions/actions',
  '/clients',
  '/client-grants',
  '/connections',
  '/event-streams',
  '/log-streams',
  '/organizations',
  '/organizations/org_1/connections',
  '/token-exchange-profiles',
]

const profile = (action: string) => ({
  tokenExchangeProfiles: [
    { name: 'Partner', subject_token_type: EXCHANGE, action, type: 'custom_authentication' },
  ],
})
const stream = (action_id: string) => ({
  eventStreams: [{ name: 'people', destination: { type: 'action', configuration: { action_id } } }],
})
const client = (more: JsonObject) => ({ clients: [{ name: 'Partner', ...more }] })
const registered = (more: JsonObject) => ({
  clients: [
    { name: 'Registered', external_client_id: 'https://app.example.com/client.json', ...more },
  ],
})
const logs = (name: string, type: string, sink: JsonObject) => ({
  logStreams: [{ name, type, sink }],
})
const grant = (more: JsonObject) => ({
  clientGrants: [
    { client_id: 'Partner', audience: 'https://api.example.com/', scope: ['read'], ...more },
  ],
})
const linked = (more: JsonObject) => ({
  organizations: [{ name: 'acme', connections: [{ name: 'acme', show_as_button: true, ...more }] }],
})
const differs = (member: string, key: string, before: string, after: string): string =>
  `field_immutable: \`${member}\` of \`${key}\` is \`${before}\` in the tenant and cannot become \`${after}\`: the Deploy CLI does not send it`
const unseen = (key: string, member: string): string =>
  `${key}: ${member}: the Deploy CLI does not send it, and the tenant does not show it, so it is not compared`

const patch = (path: string, body: JsonObject): Call => ({
  method: 'PATCH',
  path,
  query: new URLSearchParams(),
  body,
})

type Row = [what: string, assets: JsonObject, told: readonly string[], asked?: readonly Call[]]

test.each<Row>([
  ['nothing', {}, []],
  ['the Action that answers', profile('lenient'), []],
  [
    'another Action that answers',
    profile('strict'),
    [differs('action', 'tokenExchangeProfiles/Partner', 'lenient', 'strict')],
  ],
  ['the Action that hears of events', stream('lenient'), []],
  [
    'another Action that hears of events',
    stream('strict'),
    [differs('destination.configuration.action_id', 'eventStreams/people', 'lenient', 'strict')],
  ],
  ['the mode as it is', client({ third_party_security_mode: 'permissive' }), []],
  [
    'another mode',
    client({ third_party_security_mode: 'strict' }),
    [differs('third_party_security_mode', 'clients/Partner', 'permissive', 'strict')],
  ],
  [
    'a nested member',
    client({ jwt_configuration: { secret_encoded: false } }),
    [differs('jwt_configuration.secret_encoded', 'clients/Partner', 'true', 'false')],
  ],
  [
    'a method that it leaves out',
    client({ token_endpoint_auth_method: 'client_secret_post' }),
    [differs('token_endpoint_auth_method', 'clients/Partner', 'none', 'client_secret_post')],
  ],
  [
    'a method in the place of which it sends another',
    client({ token_endpoint_auth_method: 'client_secret_post' }),
    [
      'clients/Partner: token_endpoint_auth_method is `client_secret_post` in git, and the Deploy CLI sends another one, so it is not compared',
    ],
    [patch('/clients/cli_1', { token_endpoint_auth_method: null })],
  ],
  [
    'a secret that it sends, and that the tenant has otherwise',
    client({ client_secret: 'of git' }),
    [],
    [patch('/clients/cli_1', { client_secret: 'of git' })],
  ],
  ['nothing where there is nothing', client({ jwks_uri: null, signing_keys: [] }), []],
  [
    'what the tenant does not show',
    client({ jwks_uri: 'https://app.example.com/jwks.json' }),
    [unseen('clients/Partner', 'jwks_uri')],
  ],
  ['one that is new', { clients: [{ name: 'New', third_party_security_mode: 'strict' }] }, []],
  [
    'what is sent of an application by its document',
    registered({ description: 'two' }),
    [],
    [patch('/clients/cli_2', { description: 'two' })],
  ],
  [
    'what is in that document',
    registered({ callbacks: ['https://evil.example.net/'] }),
    [
      differs(
        'callbacks',
        'clients/Registered',
        '["https://app.example.com/"]',
        '["https://evil.example.net/"]',
      ),
    ],
  ],
  [
    'a connection of another strategy',
    { databases: [{ name: 'acme', strategy: 'auth0' }] },
    [differs('strategy', 'databases/acme', 'oidc', 'auth0')],
  ],
  [
    'another sink, which is sent',
    logs('to us', 'http', { httpEndpoint: 'https://b.example.com/' }),
    [],
    [patch('/log-streams/lst_1', { sink: { httpEndpoint: 'https://b.example.com/' } })],
  ],
  [
    'a stream that the tenant has stopped',
    { logStreams: [{ name: 'to us', status: 'active' }] },
    [
      'logStreams/to us: status is `suspended` in the tenant and `active` in git, and no deploy changes it, so it is not compared',
    ],
  ],
  ['what it exported', grant({ id: 'cgr_1' }), []],
  [
    'another API of a grant that it finds by its id',
    grant({ id: 'cgr_1', audience: 'https://people.example.com/' }),
    [
      differs(
        'audience',
        'clientGrants/Partner -> https://people.example.com/',
        'https://api.example.com/',
        'https://people.example.com/',
      ),
    ],
  ],
  [
    'another client of a grant that it finds by its id',
    grant({ id: 'cgr_1', client_id: 'Registered' }),
    [
      differs(
        'client_id',
        'clientGrants/Registered -> https://api.example.com/',
        'Partner',
        'Registered',
      ),
    ],
  ],
  [
    'another name of a connection that it finds by its id',
    { connections: [{ id: 'con_1', name: 'globex', strategy: 'oidc' }] },
    [differs('name', 'connections/globex', 'acme', 'globex')],
  ],
  [
    'an option that is taken out of what is sent',
    { connections: [{ name: 'acme', options: { issuer: 'https://evil.example.net/' } }] },
    [
      differs(
        'options.issuer',
        'connections/acme',
        'https://acme.example.com/',
        'https://evil.example.net/',
      ),
    ],
    [patch('/connections/con_1', { options: { type: 'back_channel' } })],
  ],
  ['a linked connection as it is', linked({}), []],
  [
    'a level of access that it does not send',
    linked({ organization_access_level: 'none' }),
    [differs('organization_access_level', 'organizations/acme: connections[acme]', 'full', 'none')],
  ],
  [
    'a level of access that the tenant does not show',
    linked({ organization_member_access_level: 'none' }),
    [unseen('organizations/acme: connections[acme]', 'organization_member_access_level')],
  ],
  [
    'a level of access that it sends',
    linked({ organization_access_level: 'none' }),
    [],
    [
      patch('/organizations/org_1/connections/con_1', {
        organization_access_level: 'none',
      }),
    ],
  ],
  [
    'a setting that the tenant has otherwise',
    { attackProtection: { bruteForceProtection: { form_submission_mode: 'count' } } },
    [differs('form_submission_mode', 'attackProtection/bruteForceProtection', 'block', 'count')],
  ],
  ['a sink without what the tenant adds', logs('bridge', 'eventbridge', ARN), []],
  [
    'another account to stream logs to',
    logs('bridge', 'eventbridge', { ...ARN, awsAccountId: '222222222222' }),
    [differs('sink.awsAccountId', 'logStreams/bridge', '111111111111', '222222222222')],
  ],
])('git says %s', async (_what, assets, told, asked = []) => {
  const tenant = openVirtualTenant(openSnapshot(port))
  // As the Deploy CLI has read them.
  for (const path of LISTS) await tenant.list(path, { take: '50' })
  await tenant.now('/attack-protection/brute-force-protection')
  for (const { path, body } of asked) tenant.change(path, asShown(body as JsonObject))
  const { refusals, notes } = await judgeUnsent(assets, tenant, asked, differ)
  expect([...refusals.map(({ code, message }) => `${code}: ${message}`), ...notes]).toEqual(told)
})

test('what was not read is not asked for', async () => {
  const { port: counted, asked } = memoryPort({
    '/clients': [{ client_id: 'cli_1', name: 'Partner' }],
  })
  const tenant = openVirtualTenant(openSnapshot(counted))
  await judgeUnsent({ ...client({ jwks_uri: 'x' }), ...linked({}) }, tenant, [], differ)
  expect(asked).toEqual([])
})

describe('the installed Deploy CLI', () => {
  const load = createRequire(import.meta.url)
  load('auth0-deploy-cli')
  const { default: handlers } = load('auth0-deploy-cli/lib/tools/auth0/handlers')
  const handler = (type: string) =>
    new handlers[type].default({ config: () => undefined, client: {} })

  /** Told apart by what they say as well, which another one may say too; or by documents of their own. */
  const OTHERWISE = { clients: ['external_client_id'], networkACLs: ['active', 'rule'] }

  // Pages have no path of their own.
  test.each(RESOURCE_TYPES.filter((type) => type !== 'pages'))(
    'finds %s by the members by which it is found here',
    (type) => {
      const { identifiers = [] } = handler(type)
      const foundBy = COMPARED_MEMBERS[type]?.foundBy ?? FOUND_BY
      const others: readonly string[] = (OTHERWISE as Record<string, string[]>)[type] ?? []
      const told = (all: readonly (string | readonly string[])[]) =>
        all.map((one) => [one].flat().join()).filter((one) => !others.includes(one))
      expect(told(foundBy)).toEqual(told(identifiers))
    },
  )

  test.each(RESOURCE_TYPES)("sends nothing of %s that is the tenant's own here", (type) => {
    const own = COMPARED_MEMBERS[type]?.ofTenant ?? []
    const { stripUpdateFields = [] } = handler(type)
    expect(own.filter((member) => !stripUpdateFields.includes(member))).toEqual([])
  })
})
