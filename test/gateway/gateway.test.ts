import { describe, expect, test } from 'vitest'
import type { Call } from '../../scripts/gateway/call.ts'
import { createDiffer } from '../../scripts/gateway/create-differ.ts'
import { openGateway, type Writer } from '../../scripts/gateway/gateway.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import type { Json, JsonObject } from '../../scripts/ground/json-value.ts'
import { aCall, lineOf } from './a-call.ts'
import { memoryPort } from './memory-port.ts'

const fingerprint = fingerprintWith('local-development-only-key-never-use-it-for-a-real-tenant')
const standIns = createStandIns({
  names: ['KEY'],
  values: { KEY: 'hunter-of-secrets' },
  fingerprint,
  nonce: 'nonce',
})

const GUARD = {
  id: 'act_1',
  name: 'guard',
  code: 'a',
  runtime: 'node22',
  all_changes_deployed: true,
  deployed_version: { code: 'a' },
}

const OPTIONS = {
  client_secret: 'of-the-provider',
  configuration: { URL: '2.0$sealed' },
  customHeaders: { Authorization: 'Basic b2Y6aGVhZGVycw==' },
  decryptionKey: { key: 'of-assertions', cert: 'beside-it' },
  authentication_methods: { password: { enabled: true } },
  passwordPolicy: 'good',
}
const CONNECTION = { id: 'con_1', name: 'members', options: OPTIONS }

const permission = (name: string) => ({
  permission_name: name,
  resource_server_identifier: 'https://api.example',
})
const bound = (name: string) => ({ action: { name }, display_name: name })

/** A gateway whose writer takes what comes, and says what it took. */
function open(write: (call: Call) => Promise<void> = async () => {}) {
  const taken: string[] = []
  const bodies: Json[] = []
  const writer: Writer = {
    write: async ({ call }) => {
      await write(call)
      taken.push(lineOf(call))
      bodies.push(call.body ?? null)
      return { status: 200, body: (call.body as Json) ?? {} }
    },
    finish: async () => {},
  }
  const { port } = memoryPort({
    '/actions/actions/act_1': GUARD,
    '/connections/con_1': CONNECTION,
    '/emails/provider': { name: 'smtp' },
    '/clients/cli_1': { client_id: 'cli_1', name: 'a', callbacks: ['https://good.example'] },
    '/connections/con_1/clients': { clients: [] },
    '/organizations/org_1': { id: 'org_1', name: 'acme' },
    '/roles/rol_1': { id: 'rol_1', name: 'Member' },
    '/tenants/settings': { friendly_name: 'a', error_page: { html: 'a' } },
    '/roles/rol_1/permissions': { permissions: [permission('read:a')] },
    '/actions/triggers/post-login/bindings': { bindings: [bound('a'), bound('b')] },
    '/rules-configs': [{ key: 'A' }],
    '/log-streams/lst_1': {
      id: 'lst_1',
      sink: {
        httpEndpoint: 'https://logs.example.com/',
        httpCustomHeaders: [{ header: 'X-Key', value: 'of-the-sink' }],
      },
    },
  })
  const gateway = openGateway({
    tenant: openVirtualTenant(openSnapshot(port)),
    differ: createDiffer({ standIns, fingerprint, held: {}, knowSecret: () => 'the same' }),
    keep: { assets: () => ({}), keeps: {}, ownClientIds: new Set() },
    writer,
    conceal: standIns.conceal,
  })
  return { gateway, taken, bodies }
}

const PATCH = 'PATCH /actions/actions/act_1'
const DEPLOY = 'POST /actions/actions/act_1/deploy'

test.each<[what: string, body: Json, taken: readonly string[]]>([
  ['nothing of it', { runtime: 'node22' }, []],
  ['its code', { code: 'b' }, [PATCH, DEPLOY]],
  ['something beside its code', { runtime: 'node18' }, [PATCH, DEPLOY]],
])(
  'an Action of which a write changes %s is put to use accordingly',
  async (_what, body, lines) => {
    const { gateway, taken } = open()
    await gateway.answer(aCall(PATCH, body))
    await gateway.answer(aCall(DEPLOY, {}))
    expect(taken).toEqual(lines)
  },
)

test.each<[what: string, lines: readonly string[], unknown: readonly string[]]>([
  ['people', ['POST /users'], ['POST /users']],
  ['a person', ['PATCH /users/auth0%7C1'], ['PATCH /users/auth0%7C1']],
  ['a ticket', ['POST /tickets/password-change'], ['POST /tickets/password-change']],
  ['keys of the tenant', ['POST /keys/signing/rotate'], ['POST /keys/signing/rotate']],
  ['what only begins like a type', ['PATCH /brandings'], ['PATCH /brandings']],
  ['one of its types', ['POST /clients', 'PATCH /branding'], []],
  ['what is created twice', ['POST /clients', 'POST /clients'], ['POST /clients']],
  [
    'what is deleted although this run changed it',
    ['PATCH /clients/cli_1', 'DELETE /clients/cli_1'],
    ['DELETE /clients/cli_1'],
  ],
  [
    'what is deleted although this run created something below it',
    ['POST /organizations/org_1/invitations', 'DELETE /organizations/org_1'],
    ['DELETE /organizations/org_1'],
  ],
  [
    'what is created below what this run deleted',
    ['DELETE /organizations/org_1', 'POST /organizations/org_1/invitations'],
    ['POST /organizations/org_1/invitations'],
  ],
  [
    'what was deleted just now, and is deleted last',
    ['DELETE /emails/provider', 'POST /emails/provider'],
    ['POST /emails/provider'],
  ],
])('nobody knows what a write changes: %s', async (_what, lines, unknown) => {
  const { gateway } = open()
  for (const line of lines)
    await gateway.answer(aCall(line, { name: 'new', id: 'x', client_id: 'x' }))
  expect(gateway.ledger.unknown.map(lineOf)).toEqual(unknown)
})

const ENABLE = 'PATCH /connections/con_1/clients'
const client = (status: boolean): Json => [{ client_id: 'cli_9', status }]
const BIND = 'PATCH /actions/triggers/post-login/bindings'
const inOrder = (...names: string[]): Json => ({
  bindings: names.map((name) => ({
    ref: { type: 'action_name', value: name },
    display_name: name,
  })),
})
const GIVE = 'POST /roles/rol_1/permissions'
const TAKE = 'DELETE /roles/rol_1/permissions'
const only = (name: string): Json => ({ permissions: [permission(name)] })
test.each<[what: string, writes: (readonly [string, Json])[], unknown: readonly string[]]>([
  [
    'a member there and back',
    [
      ['PATCH /clients/cli_1', { callbacks: ['https://evil.example'] }],
      ['PATCH /clients/cli_1', { callbacks: ['https://good.example'] }],
    ],
    ['PATCH /clients/cli_1'],
  ],
  [
    'code that is put to use, and other code after it',
    [
      [PATCH, { code: 'evil' }],
      [DEPLOY, {}],
      [PATCH, { code: 'b' }],
      [DEPLOY, {}],
    ],
    [PATCH, DEPLOY],
  ],
  [
    'an Action that is changed after it was put to use',
    [
      [PATCH, { code: 'b' }],
      [DEPLOY, {}],
      [PATCH, { runtime: 'node18' }],
    ],
    [PATCH],
  ],
  [
    'an order of bindings, there and back',
    [
      [BIND, inOrder('b', 'a')],
      [BIND, inOrder('a', 'b')],
    ],
    [BIND],
  ],
  [
    'a permission that is given and taken',
    [
      [GIVE, only('read:b')],
      [TAKE, only('read:b')],
    ],
    [TAKE],
  ],
  [
    'nothing: a permission that is taken and given back, which is no write at all',
    [
      [TAKE, only('read:a')],
      [GIVE, only('read:a')],
    ],
    [],
  ],
  [
    'a new thing, and it once more',
    [
      ['POST /roles', { name: 'new', id: 'rol_9', description: 'a' }],
      ['PATCH /roles/rol_9', { description: 'b' }],
    ],
    ['PATCH /roles/rol_9'],
  ],
  [
    'a client of a list, there and back',
    [
      [ENABLE, client(true)],
      [ENABLE, client(false)],
    ],
    [ENABLE],
  ],
  [
    'nothing: one client of a list after the other',
    [
      [ENABLE, client(true)],
      [ENABLE, [{ client_id: 'cli_8', status: true }]],
    ],
    [],
  ],
  [
    'nothing: settings of the tenant, and a page that they did not name',
    [
      ['PATCH /tenants/settings', { friendly_name: 'b' }],
      ['PATCH /tenants/settings', { error_page: { html: 'b' } }],
    ],
    [],
  ],
  [
    'a page of the tenant, and it once more',
    [
      ['PATCH /tenants/settings', { error_page: { html: 'evil' } }],
      ['PATCH /tenants/settings', { friendly_name: 'b' }],
      ['PATCH /tenants/settings', { error_page: { html: 'b' } }],
    ],
    ['PATCH /tenants/settings'],
  ],
  [
    'nothing: one member after the other, and the same again',
    [
      ['PATCH /clients/cli_1', { callbacks: [] }],
      ['PATCH /clients/cli_1', { callbacks: [], name: 'b' }],
    ],
    [],
  ],
])('what a plan would show once is written twice: %s', async (_what, writes, unknown) => {
  const { gateway } = open()
  for (const [line, body] of writes) await gateway.answer(aCall(line, body))
  expect(gateway.ledger.unknown.map(lineOf)).toEqual(unknown)
})

test('one write at a time: the second waits for the first, however long that takes', async () => {
  let goOn = (): void => {}
  const first = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const begun: string[] = []
  const { gateway, taken } = open(async (call) => {
    begun.push(lineOf(call))
    if (begun.length === 1) await first
  })
  const both = [{ code: 'b' }, { code: 'c' }].map((body) => gateway.answer(aCall(PATCH, body)))
  // A read is answered meanwhile, and gives the second write the time that it must not use.
  await gateway.answer(aCall('GET /actions/actions/act_1'))
  await new Promise((resolve) => setImmediate(resolve))
  expect([begun, taken]).toEqual([[PATCH], []])
  goOn()
  await Promise.all(both)
  expect(taken).toEqual([PATCH, PATCH])
})

test('a closed gateway ends the write that is under way, and begins none that waits', async () => {
  const { gateway, taken } = open(() => new Promise((resolve) => setImmediate(resolve)))
  const both = [{ code: 'b' }, { code: 'c' }].map((body) => gateway.answer(aCall(PATCH, body)))
  // The first is under way by then.
  await gateway.answer(aCall('GET /actions/actions/act_1'))
  await gateway.close()
  expect(taken).toEqual([PATCH])
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([200, 424])
})

test.each<[what: string, value: Json, revealed: Json | null]>([
  [
    'as a whole text',
    { secrets: [{ value: '<KEY>' }] },
    { secrets: [{ value: 'hunter-of-secrets' }] },
  ],
  ['within a text', { name: 'my <KEY>' }, null],
  ['in none, with nulls that are git’s', { a: null, b: [null, 'x'] }, { a: null, b: [null, 'x'] }],
])('a stand-in %s', (_what, value, revealed) => {
  const filled = JSON.parse(JSON.stringify(value).replace('<KEY>', standIns.keywords.KEY ?? ''))
  expect(standIns.reveal(filled)).toEqual(revealed)
})

describe('a secret that the tenant gives back', () => {
  const read = async (path: string) => {
    const { gateway, taken, bodies } = open()
    const { body = null } = await gateway.answer(aCall(`GET ${path}`))
    const write = (options: JsonObject) =>
      gateway.answer(aCall('PATCH /connections/con_1', { options }))
    return { body: body as typeof CONNECTION, write, taken, bodies }
  }

  test('is a stand-in to whoever reads, and the rest is as it is', async () => {
    const { body } = await read('/connections/con_1')
    expect(JSON.stringify(body)).not.toMatch(/of-the-provider|sealed|of-assertions|beside-it|b2Y6/)
    const { authentication_methods, passwordPolicy } = OPTIONS
    expect(body.options).toMatchObject({ authentication_methods, passwordPolicy })
    expect((await read('/rules-configs')).body).toEqual([{ key: 'A' }])
    const stream = JSON.stringify((await read('/log-streams/lst_1')).body)
    expect(stream).not.toContain('of-the-sink')
    expect(stream).toContain('{"header":"X-Key","value":"og-secret-')
  })

  test('is no change when it is written back', async () => {
    const { body, write, taken } = await read('/connections/con_1')
    const { body: answer } = await write(body.options)
    expect([taken, answer]).toEqual([[], body])
  })

  test('is itself again in the write that changes something else', async () => {
    const { body, write, bodies } = await read('/connections/con_1')
    await write({ ...body.options, passwordPolicy: 'fair' })
    expect(bodies.map((one) => standIns.reveal(one))).toEqual([
      { options: { ...OPTIONS, passwordPolicy: 'fair' } },
    ])
  })

  test('is a change where git has another', async () => {
    const { body, write, taken } = await read('/connections/con_1')
    await write({ ...body.options, client_secret: standIns.keywords.KEY ?? '' })
    expect(taken).toEqual(['PATCH /connections/con_1'])
  })
})

test('the end waits for what was asked and is not answered yet, and fails with it', async () => {
  let refuse: (error: Error) => void = () => {}
  const hanging = new Promise<void>((_resolve, reject) => {
    refuse = reject
  })
  const { gateway } = open(() => hanging)
  const asked = gateway.answer(aCall(PATCH, { code: 'b' }))
  const end = gateway.finish()
  refuse(new Error('somebody else changed it'))
  await expect(end).rejects.toThrow('somebody else changed it')
  expect(await asked).toMatchObject({ status: 424 })
})
