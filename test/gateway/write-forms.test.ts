import { describe, expect, test } from 'vitest'
import { isSuccess } from '../../scripts/gateway/call.ts'
import { createDiffer } from '../../scripts/gateway/create-differ.ts'
import { openGateway } from '../../scripts/gateway/gateway.ts'
import { netEffect } from '../../scripts/gateway/net-effect.ts'
import { planName } from '../../scripts/gateway/planned-write.ts'
import { createRehearsingWriter } from '../../scripts/gateway/rehearsing-writer.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import type { Json } from '../../scripts/ground/json-value.ts'
import { aCall } from './a-call.ts'
import { memoryPort, type Things } from './memory-port.ts'

const fingerprint = fingerprintWith('local-development-only-key-never-use-it-for-a-real-tenant')
const permission = (name: string) => ({
  permission_name: name,
  resource_server_identifier: 'https://api.example.com/',
})
const READ = permission('read:documents')
const WRITE = permission('update:documents')
const action = (id: string, name: string) => ({ id, name, supported_triggers: [] })

const TENANT: Things = {
  '/actions/actions': [action('act_1', 'guard'), action('act_2', 'note')],
  '/actions/actions/act_1': {
    ...action('act_1', 'guard'),
    code: 'a',
    all_changes_deployed: true,
    deployed_version: { code: 'a' },
  },
  '/actions/triggers/post-login/bindings': ({ query }) => ({
    status: 200,
    body:
      query.get('page') === '0'
        ? {
            bindings: [{ id: 'bnd_1', display_name: 'guard', action: action('act_1', 'guard') }],
            total: 1,
          }
        : { bindings: [], total: 1 },
  }),
  '/branding': { colors: { primary: '#000000' } },
  '/branding/templates/universal-login': { body: '<html>old</html>' },
  '/client-grants': [
    { id: 'cgr_1', client_id: 'cli_1', audience: 'https://api.example.com/', scope: ['a'] },
  ],
  '/client-grants/cgr_1': {
    id: 'cgr_1',
    client_id: 'cli_1',
    audience: 'https://api.example.com/',
    scope: ['a'],
  },
  '/clients': [
    { client_id: 'cli_1', name: 'Portal' },
    { client_id: 'cli_2', name: 'Reports' },
  ],
  '/clients/cli_1': { client_id: 'cli_1', name: 'Portal' },
  '/connections': [{ id: 'con_1', name: 'members', strategy: 'auth0' }],
  '/connections/con_1': { id: 'con_1', name: 'members', strategy: 'auth0' },
  '/connections/con_1/clients': [{ client_id: 'cli_1' }],
  '/email-templates/welcome_email': {
    template: 'welcome_email',
    subject: 'Hello',
    body: '<p>',
    enabled: true,
  },
  '/emails/provider': { name: 'smtp', enabled: true },
  '/organizations': [{ id: 'org_1', name: 'acme' }],
  '/organizations/org_1': { id: 'org_1', name: 'acme' },
  '/organizations/org_1/client-grants': [],
  '/organizations/org_1/clients': [{ client_id: 'cli_1', use_for_member_access: true }],
  '/organizations/org_1/discovery-domains': ({ query }) => ({
    status: 200,
    body: query.has('from')
      ? { domains: [] }
      : { domains: [{ id: 'odd_1', domain: 'acme.example.com', status: 'verified' }] },
  }),
  '/organizations/org_1/members': [{ user_id: 'auth0|ann' }],
  '/organizations/org_1/enabled_connections': [
    { connection_id: 'con_1', assign_membership_on_login: false, connection: { name: 'members' } },
  ],
  '/roles': [{ id: 'rol_1', name: 'Member', description: 'a' }],
  '/roles/rol_1': { id: 'rol_1', name: 'Member', description: 'a' },
  '/roles/rol_1/permissions': [READ],
  '/rules-configs': [{ key: 'A' }],
  '/tenants/settings': {
    friendly_name: 'Example',
    session_lifetime: 72,
    idle_session_lifetime: 1.5,
  },
}

type Write = readonly [line: string, body?: Json]

/** @returns what the writes come to: by resource, and the requests that would leave */
async function rehearse(writes: readonly Write[]) {
  const memory = memoryPort(TENANT)
  const tenant = openVirtualTenant(openSnapshot(memory.port))
  const standIns = createStandIns({ names: [], values: {}, fingerprint, nonce: 'nonce' })
  const differ = createDiffer({ standIns, fingerprint, held: {}, knowSecret: () => 'the same' })
  const writer = createRehearsingWriter(tenant, standIns)
  const keep = { assets: () => ({}), keeps: {}, ownClientIds: new Set<string>() }
  const gateway = openGateway({ tenant, differ, keep, writer, conceal: standIns.conceal })
  for (const [line, body] of writes) {
    const answer = await gateway.answer(aCall(line, body))
    expect([line, isSuccess(answer)]).toEqual([line, true])
  }
  await gateway.finish()
  const { effects, takenBack } = await netEffect(gateway.ledger, writer.writes, tenant, differ)
  expect([gateway.failure(), memory.sent]).toEqual([null, []])
  expect(memory.asked.filter((line) => !line.startsWith('GET /'))).toEqual([])
  return {
    said: effects.map(({ kind, type, name, fields, isDeployed }) =>
      [
        `${kind} ${type}/${name}`,
        ...fields.map((field) => `${field.kind} ${field.path}`),
        ...(isDeployed ? ['deployed'] : []),
      ].join(', '),
    ),
    left: writer.writes.map(({ method, path }) => `${method} ${path}`),
    unknown: gateway.ledger.unknown.map(({ method, path }) => `${method} ${path}`),
    takenBack,
    gateway,
    effects,
  }
}

const bindings = (...names: string[]): Json => ({
  bindings: names.map((name) => ({
    display_name: name,
    ref: { type: 'action_name', value: name },
  })),
})
const BINDINGS = '/actions/triggers/post-login/bindings'
const PERMISSIONS = '/roles/rol_1/permissions'
const LINK = '/organizations/org_1/enabled_connections'
const AUDITOR = planName('/roles', { name: 'Auditor' }, new Map())

describe('what is written as it is, is nothing', () => {
  test.each<[what: string, Write[]]>([
    ['bindings as they are', [[`PATCH ${BINDINGS}`, bindings('guard')]]],
    [
      'permissions that are taken and given',
      [
        [`DELETE ${PERMISSIONS}`, { permissions: [READ] }],
        [`POST ${PERMISSIONS}`, { permissions: [READ] }],
      ],
    ],
    ['a permission that is given again', [[`POST ${PERMISSIONS}`, { permissions: [READ] }]]],
    [
      'clients of a connection as they are',
      [['PATCH /connections/con_1/clients', [{ client_id: 'cli_1', status: true }]]],
    ],
    [
      'a client that was not there, and shall not be',
      [['PATCH /connections/con_1/clients', [{ client_id: 'cli_2', status: false }]]],
    ],
    [
      'clients of an organization',
      [
        [
          'POST /organizations/org_1/clients',
          { clients: [{ client_id: 'cli_1', use_for_member_access: true }] },
        ],
      ],
    ],
    [
      'lifetimes of the tenant, in minutes',
      [
        [
          'PATCH /tenants/settings',
          { session_lifetime_in_minutes: 4320, idle_session_lifetime_in_minutes: 90 },
        ],
      ],
    ],
    [
      'the page of the universal login',
      [['PUT /branding/templates/universal-login', { template: '<html>old</html>' }]],
    ],
    ['a role as it is', [['PATCH /roles/rol_1', { name: 'Member' }]]],
    ['the one email provider, made as it is', [['POST /emails/provider', { name: 'smtp' }]]],
    [
      'what is sent whole, as it is',
      [
        [
          'PUT /email-templates/welcome_email',
          { template: 'welcome_email', subject: 'Hello', body: '<p>', enabled: true },
        ],
      ],
    ],
    ['a link as it is', [[`PATCH ${LINK}/con_1`, { assign_membership_on_login: false }]]],
    ['what is removed, and was never there', [['DELETE /roles/rol_9']]],
    ['an Action that is put to use, and is', [['POST /actions/actions/act_1/deploy']]],
    [
      'a discovery domain as it is',
      [['PATCH /organizations/org_1/discovery-domains/odd_1', { status: 'verified' }]],
    ],
  ])('%s', async (_what, writes) => {
    const seen = await rehearse(writes)
    expect([seen.said, seen.left, seen.unknown, seen.takenBack]).toEqual([[], [], [], []])
  })
})

describe('what is written is said of the resource', () => {
  test.each<[what: string, Write[], said: string[], left: string[]]>([
    [
      'an order of bindings',
      [[`PATCH ${BINDINGS}`, bindings('note', 'guard')]],
      ['update triggers/post-login, changed bindings'],
      [`PATCH ${BINDINGS}`],
    ],
    [
      'a permission that is new',
      [
        [`DELETE ${PERMISSIONS}`, { permissions: [READ] }],
        [`POST ${PERMISSIONS}`, { permissions: [READ, WRITE] }],
      ],
      ['update roles/Member, added permissions[update:documents of https://api.example.com/]'],
      [`POST ${PERMISSIONS}`],
    ],
    [
      'a permission that goes',
      [[`DELETE ${PERMISSIONS}`, { permissions: [READ] }]],
      ['update roles/Member, removed permissions[read:documents of https://api.example.com/]'],
      [`DELETE ${PERMISSIONS}`],
    ],
    [
      'clients of a connection',
      [
        [
          'PATCH /connections/con_1/clients',
          [
            { client_id: 'cli_2', status: true },
            { client_id: 'cli_1', status: false },
          ],
        ],
      ],
      ['update databases/members, added enabled_clients[Reports], removed enabled_clients[Portal]'],
      ['PATCH /connections/con_1/clients'],
    ],
    [
      'clients of an organization',
      [
        ['DELETE /organizations/org_1/clients', { clients: ['cli_1'] }],
        ['POST /organizations/org_1/clients', { clients: [{ client_id: 'cli_2' }] }],
      ],
      ['update organizations/acme, added clients[Reports], removed clients[Portal]'],
      ['DELETE /organizations/org_1/clients', 'POST /organizations/org_1/clients'],
    ],
    [
      'lifetimes of the tenant',
      [['PATCH /tenants/settings', { session_lifetime_in_minutes: 60 }]],
      ['update tenant/settings, changed session_lifetime_in_minutes'],
      ['PATCH /tenants/settings'],
    ],
    [
      'the page of the universal login',
      [['PUT /branding/templates/universal-login', { template: '<html>new</html>' }]],
      ['update branding/settings, changed templates[universal-login].template'],
      ['PUT /branding/templates/universal-login'],
    ],
    [
      'what is sent whole, and what goes with it',
      [
        [
          'PUT /email-templates/welcome_email',
          { template: 'welcome_email', subject: 'Hi', body: '<p>' },
        ],
      ],
      ['update emailTemplates/welcome_email, changed subject, removed enabled'],
      ['PUT /email-templates/welcome_email'],
    ],
    [
      'a whole thing, and a part of it after that',
      [
        ['PUT /email-templates/welcome_email', { template: 'welcome_email', subject: 'Hello' }],
        ['PATCH /email-templates/welcome_email', { body: '<b>' }],
      ],
      ['update emailTemplates/welcome_email, changed body, removed enabled'],
      ['PUT /email-templates/welcome_email', 'PATCH /email-templates/welcome_email'],
    ],
    [
      'the one email provider, made otherwise',
      [['POST /emails/provider', { name: 'ses' }]],
      ['update emailProvider/settings, changed name'],
      ['POST /emails/provider'],
    ],
    [
      'a new thing, with its parts',
      [['POST /roles', { name: 'Auditor' }]],
      ['create roles/Auditor, added name'],
      ['POST /roles'],
    ],
    [
      'what is new and changed at once',
      [
        ['POST /roles', { name: 'Auditor' }],
        [`PATCH /roles/${AUDITOR}`, { description: 'looks' }],
      ],
      ['create roles/Auditor, added name, added description'],
      ['POST /roles', `PATCH /roles/${AUDITOR}`],
    ],
    ['what goes', [['DELETE /roles/rol_1']], ['delete roles/Member'], ['DELETE /roles/rol_1']],
    [
      'a link that goes',
      [[`DELETE ${LINK}/con_1`]],
      ['update organizations/acme, removed connections[members]'],
      [`DELETE ${LINK}/con_1`],
    ],
    [
      'a link that changes',
      [[`PATCH ${LINK}/con_1`, { assign_membership_on_login: true }]],
      ['update organizations/acme, changed connections[members].assign_membership_on_login'],
      [`PATCH ${LINK}/con_1`],
    ],
    [
      'a grant of an organization, by its client',
      [['POST /organizations/org_1/client-grants', { grant_id: 'cgr_1' }]],
      ['update organizations/acme, added client_grants[Portal]'],
      ['POST /organizations/org_1/client-grants'],
    ],
    [
      'the one thing of which the tenant shows nothing',
      [['PATCH /prompts', { identifier_first: true }]],
      ['update prompts/settings, added identifier_first'],
      ['PATCH /prompts'],
    ],
    [
      'a discovery domain',
      [
        [
          'POST /organizations/org_1/discovery-domains',
          { domain: 'new.example.com', status: 'pending' },
        ],
      ],
      ['update organizations/acme, added discovery_domains[new.example.com]'],
      ['POST /organizations/org_1/discovery-domains'],
    ],
    [
      'an Action that is put to use',
      [['PATCH /actions/actions/act_1', { code: 'b' }], ['POST /actions/actions/act_1/deploy']],
      ['update actions/guard, changed code, deployed'],
      ['PATCH /actions/actions/act_1', 'POST /actions/actions/act_1/deploy'],
    ],
    [
      'what goes, after all others',
      [['DELETE /roles/rol_1'], ['PATCH /tenants/settings', { friendly_name: 'New' }]],
      ['delete roles/Member', 'update tenant/settings, changed friendly_name'],
      ['PATCH /tenants/settings', 'DELETE /roles/rol_1'],
    ],
    [
      'a part that goes as a whole',
      [['DELETE /organizations/org_1/members', { members: ['auth0|ann'] }]],
      ['update organizations/acme, removed members'],
      ['DELETE /organizations/org_1/members'],
    ],
  ])('%s', async (_what, writes, said, left) => {
    const seen = await rehearse(writes)
    expect([seen.said, seen.left, seen.unknown, seen.takenBack]).toEqual([said, left, [], []])
  })
})

// Each would be sent, and change the tenant for a moment.
test.each<[what: string, writes: Write[], unclear: string[]]>([
  [
    'bindings there and back',
    [
      [`PATCH ${BINDINGS}`, bindings('note', 'guard')],
      [`PATCH ${BINDINGS}`, bindings('guard')],
    ],
    [`PATCH ${BINDINGS}`],
  ],
  [
    'a value there and back',
    [
      ['PATCH /roles/rol_1', { description: 'b' }],
      ['PATCH /roles/rol_1', { description: 'a' }],
    ],
    ['PATCH /roles/rol_1'],
  ],
  [
    'a thing that is made and removed',
    [['POST /roles', { name: 'Auditor' }], [`DELETE /roles/${AUDITOR}`]],
    [`DELETE /roles/${AUDITOR}`],
  ],
])('%s is not nothing', async (_what, writes, unclear) => {
  const { said, takenBack, unknown } = await rehearse(writes)
  expect([said, [...new Set([...takenBack, ...unknown])]]).toEqual([[], unclear])
})

test('what nobody here understands is kept in mind, and answered', async () => {
  const seen = await rehearse([
    ['POST /jobs/verification-email'],
    ['PATCH /roles/rol_1'],
    // Whose users they are, only the query says.
    ['DELETE /connections/con_1/users?email=ada%40example.com'],
  ])
  const lines = [
    'POST /jobs/verification-email',
    'PATCH /roles/rol_1',
    'DELETE /connections/con_1/users',
  ]
  expect([seen.said, seen.unknown]).toEqual([[], lines])
})

test('what is read after a write is in the form that the tenant has for it', async () => {
  const { gateway } = await rehearse([
    ['POST /roles', { name: 'Auditor' }],
    ['PATCH /roles/rol_1', { description: 'b' }],
    ['DELETE /clients/cli_2'],
  ])
  const ask = async (line: string) => (await gateway.answer(aCall(`GET ${line}`))).body
  expect(await ask('/roles?page=0&per_page=50')).toEqual([
    { id: 'rol_1', name: 'Member', description: 'b' },
    { id: AUDITOR, name: 'Auditor' },
  ])
  expect(await ask('/clients?page=0&per_page=50')).toEqual([{ client_id: 'cli_1', name: 'Portal' }])
})

test('a new part is shown with all that it lets in, and without its secrets', async () => {
  const part = { connection_id: 'con_1', assign_membership_on_login: true, client_secret: 'hunter' }
  const { gateway, effects } = await rehearse([[`POST ${LINK}`, part]])
  expect(gateway.failure()).toBeNull()
  const [field] = effects.flatMap(({ fields }) => fields)
  expect(field).toEqual({
    path: 'connections[members]',
    kind: 'added',
    after: { ...part, client_secret: '(secret)' },
  })
})
