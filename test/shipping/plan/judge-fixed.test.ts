import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { createDiffer } from '../../../scripts/gateway/create-differ.ts'
import { fingerprintWith } from '../../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../../scripts/gateway/virtual-tenant.ts'
import type { JsonObject } from '../../../scripts/ground/json-value.ts'
import { FIXED_MEMBERS } from '../../../scripts/shipping/plan/fixed-members.ts'
import { judgeFixed } from '../../../scripts/shipping/plan/judge-fixed.ts'
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
  '/connections': [{ id: 'con_1', name: 'acme', strategy: 'oidc' }],
  '/event-streams': [
    {
      id: 'est_1',
      name: 'people',
      destination: { type: 'action', configuration: { action_id: 'act_1' } },
    },
  ],
  '/log-streams': [
    { id: 'lst_1', name: 'to us', type: 'http', sink: { httpEndpoint: 'https://a.example.com/' } },
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
      subject_token_type: EXCHANGE,
      action_id: 'act_1',
      type: 'custom_authentication',
    },
  ],
})

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
const differs = (member: string, key: string, before: string, after: string): string =>
  `field_immutable: \`${member}\` of \`${key}\` is \`${before}\` in the tenant and cannot become \`${after}\`: the Deploy CLI sends it for a new one alone`
const unseen = (key: string, member: string): string =>
  `${key}: ${member}: the Deploy CLI sends it for a new one alone, and the tenant does not show it, so it is not compared`

test.each<[string, JsonObject, readonly string[]]>([
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
  ['nothing where there is nothing', client({ jwks_uri: null, signing_keys: [] }), []],
  [
    'what the tenant does not show',
    client({ jwks_uri: 'https://app.example.com/jwks.json' }),
    [unseen('clients/Partner', 'jwks_uri')],
  ],
  ['one that is new', { clients: [{ name: 'New', third_party_security_mode: 'strict' }] }, []],
  ['what is sent of an application by its document', registered({ description: 'two' }), []],
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
  ],
  ['a sink without what the tenant adds', logs('bridge', 'eventbridge', ARN), []],
  [
    'another account to stream logs to',
    logs('bridge', 'eventbridge', { ...ARN, awsAccountId: '222222222222' }),
    [differs('sink.awsAccountId', 'logStreams/bridge', '111111111111', '222222222222')],
  ],
])('git says %s', async (_what, assets, told) => {
  const tenant = openVirtualTenant(openSnapshot(port))
  // As the Deploy CLI has read them.
  for (const { path } of Object.values(FIXED_MEMBERS)) await tenant.list(path, { page: '0' })
  const { refusals, notes } = await judgeFixed(assets, tenant, differ)
  expect([...refusals.map(({ code, message }) => `${code}: ${message}`), ...notes]).toEqual(told)
})

/** What it strips and git has no say in: the tenant counts, dates and marks these itself; or what finds a thing. */
const OF_THE_TENANT: Readonly<Record<string, readonly string[]>> = {
  actionModules: [
    'actions_using_module_total',
    'all_changes_published',
    'latest_version_number',
    'name',
  ],
  actions: ['deployed', 'status'],
  clientGrants: ['audience', 'client_id', 'default_for', 'is_system', 'subject_type'],
  clients: ['callback_url_template', 'global', 'signing_keys', 'tenant'],
  connections: ['name'],
  customDomains: ['certificate', 'domain', 'is_default', 'primary', 'status', 'verification'],
  databases: ['name'],
  flowVaultConnections: ['fingerprint', 'ready', 'refreshed_at'],
  flows: ['executed_at'],
  forms: ['embedded_at', 'submitted_at'],
  phoneTemplates: ['tenant', 'type'],
  rateLimitPolicies: ['consumer_selector'],
  resourceServers: ['identifier', 'is_system'],
}

describe('the installed Deploy CLI', () => {
  const load = createRequire(import.meta.url)
  load('auth0-deploy-cli')
  const { default: handlers } = load('auth0-deploy-cli/lib/tools/auth0/handlers')
  const types = Object.keys(handlers)

  test.each(types)('strips of %s nothing that is not compared', (type) => {
    // Handlers of a part of another type have none of their own.
    const { id, stripUpdateFields = [] } = new handlers[type].default({
      config: () => undefined,
      client: {},
    })
    const stripped: readonly string[] = stripUpdateFields
    const known = [
      id,
      'created_at',
      'updated_at',
      ...(OF_THE_TENANT[type] ?? []),
      ...((FIXED_MEMBERS as Record<string, { members: readonly string[] }>)[type]?.members ?? []),
    ]
    expect(stripped.filter((member) => !known.includes(member))).toEqual([])
  })
})
