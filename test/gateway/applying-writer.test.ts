import { describe, expect, test } from 'vitest'
import { createApplyingWriter, WriteNotPlanned } from '../../scripts/gateway/applying-writer.ts'
import {
  type Call,
  CallRefused,
  isSuccess,
  type Reply,
  refusal,
} from '../../scripts/gateway/call.ts'
import { createDiffer } from '../../scripts/gateway/create-differ.ts'
import { openGateway } from '../../scripts/gateway/gateway.ts'
import type { RehearsedWrite } from '../../scripts/gateway/planned-write.ts'
import { createRehearsingWriter } from '../../scripts/gateway/rehearsing-writer.ts'
import { fingerprintWith } from '../../scripts/gateway/secret-mark.ts'
import { createStandIns } from '../../scripts/gateway/secret-stand-ins.ts'
import { openSnapshot } from '../../scripts/gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../scripts/gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject } from '../../scripts/ground/json-value.ts'
import { aCall } from './a-call.ts'
import { type MemoryPort, memoryPort, type Things } from './memory-port.ts'

const fingerprint = fingerprintWith('local-development-only-key-never-use-it-for-a-real-tenant')
const SECRET = 'hunter-of-secrets'
/** Every run has a nonce of its own, as every command has. */
const standInsOf = (nonce: string, value = SECRET) =>
  createStandIns({ names: ['KEY'], values: { KEY: value }, fingerprint, nonce })

const TENANT: Things = {
  '/roles': [{ id: 'rol_1', name: 'Member', description: 'a' }],
  '/roles/rol_1': { id: 'rol_1', name: 'Member', description: 'a' },
  // A tenant decodes what it is asked for.
  '/roles/rol%5F1': { id: 'rol_1', name: 'Member', description: 'a' },
  '/clients/cli_1': { client_id: 'cli_1', name: 'Portal' },
  '/connections/con_1': { id: 'con_1', name: 'members' },
  '/resource-servers/api_1': { id: 'api_1', name: 'API' },
  '/organizations/org_1': { id: 'org_1', name: 'acme' },
  '/actions/actions/act_1': { id: 'act_1', name: 'guard', code: 'a' },
}

/** Ids that no plan can know. */
const GIVEN: Things = {
  'POST /roles': ({ body }) => ({ status: 201, body: { ...(body as object), id: 'rol_given' } }),
  'POST /clients': ({ body }) => ({
    status: 201,
    body: { ...(body as object), client_id: 'cli_given' },
  }),
}

/** One write: as a line, and what it carries; what was created before may be named in both. */
type Write = readonly [line: string, body?: Json]
/** Ids of what was created by now, by name; `?` for a secret's stand-in. */
const filled = (text: string, ids: ReadonlyMap<string, string>): string =>
  [...ids].reduce((all, [name, id]) => all.replaceAll(`<${name}>`, id), text)

/** Runs the writes through a gateway, with this writer; @returns the answers */
async function run(
  writes: readonly Write[],
  memory: MemoryPort,
  planned: readonly RehearsedWrite[] | null,
  nonce: string,
) {
  const tenant = openVirtualTenant(openSnapshot(memory.port))
  const standIns = standInsOf(nonce)
  const differ = createDiffer({ standIns, fingerprint, held: {}, knowSecret: () => 'the same' })
  const waits: number[] = []
  const rehearsing = createRehearsingWriter(tenant, standIns)
  const wait = async (ms: number): Promise<void> => void waits.push(ms)
  const writer =
    planned === null
      ? rehearsing
      : createApplyingWriter({
          port: memory.port,
          tenant,
          standIns,
          planned,
          wait,
          onStep: () => {},
        })
  const keep = { assets: () => ({}), keeps: {}, ownClientIds: new Set<string>() }
  const gateway = openGateway({ tenant, differ, keep, writer, conceal: standIns.conceal })
  const answers: Reply[] = []
  const ids = new Map([['KEY', standIns.keywords.KEY ?? '']])
  for (const [line, body] of writes) {
    const sent = body === undefined ? undefined : JSON.parse(filled(JSON.stringify(body), ids))
    const answer = await gateway.answer(aCall(filled(line, ids), sent))
    answers.push(answer)
    if (!isSuccess(answer) || !isObject(answer.body)) continue
    const { name, id, client_id: clientId } = answer.body
    ids.set(String(name), String(clientId ?? id))
  }
  if (gateway.failure() === null) await gateway.finish()
  return { answers, waits, failure: gateway.failure(), planned: rehearsing.writes }
}

const plan = async (writes: readonly Write[]): Promise<readonly RehearsedWrite[]> =>
  (await run(writes, memoryPort(TENANT), null, 'planned')).planned

/** The same writes, or others, with what was planned; @returns what left for the tenant */
async function apply(
  writes: readonly Write[],
  planned: readonly RehearsedWrite[],
  answers: Things = GIVEN,
) {
  const memory = memoryPort(TENANT, answers)
  const done = await run(writes, memory, planned, 'applied')
  return { ...done, sent: memory.sent.map(lineWithBody) }
}

const lineWithBody = ({ method, path, body }: Call): string =>
  `${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`

const CREATE: Write = ['POST /roles', { name: 'Auditor' }]
const CHANGE: Write = ['PATCH /roles/rol_1', { description: 'b' }]
const RENAME: Write = ['PATCH /roles/rol_1', { name: 'Members' }]

describe('what is planned leaves', () => {
  test.each<[what: string, Write[], sent: string[]]>([
    ['a change', [CHANGE], ['PATCH /roles/rol_1 {"description":"b"}']],
    [
      'what refers to something new by the id that the tenant gave',
      [
        CREATE,
        ['PATCH /roles/<Auditor>', { description: 'c' }],
        ['POST /organizations/org_1/notes', { name: 'x', role: '<Auditor>' }],
      ],
      [
        'POST /roles {"name":"Auditor"}',
        'PATCH /roles/rol_given {"description":"c"}',
        'POST /organizations/org_1/notes {"name":"x","role":"rol_given"}',
      ],
    ],
    [
      'a secret, put in as it leaves',
      [['PATCH /connections/con_1', { options: { client_secret: '<KEY>' } }]],
      [`PATCH /connections/con_1 {"options":{"client_secret":"${SECRET}"}}`],
    ],
    ['what changes nothing: nothing', [['PATCH /roles/rol_1', { description: 'a' }]], []],
    [
      'the same twice, where both were rehearsed',
      [CREATE, ['POST /roles', { name: 'Auditor' }]],
      ['POST /roles {"name":"Auditor"}', 'POST /roles {"name":"Auditor"}'],
    ],
    [
      'what goes, last and in order',
      [
        ['DELETE /resource-servers/api_1'],
        ['DELETE /clients/cli_1'],
        ['DELETE /roles/rol_1'],
        ['DELETE /connections/con_1'],
        ['DELETE /actions/actions/act_1'],
        ['PATCH /organizations/org_1', { name: 'b' }],
      ],
      [
        'PATCH /organizations/org_1 {"name":"b"}',
        'DELETE /actions/actions/act_1',
        'DELETE /connections/con_1',
        'DELETE /roles/rol_1',
        'DELETE /clients/cli_1',
        'DELETE /resource-servers/api_1',
      ],
    ],
  ])('%s', async (_what, writes, sent) => {
    const done = await apply(writes, await plan(writes))
    expect([done.failure, done.sent]).toEqual([null, sent])
  })
})

describe('what is not planned does not leave, and is named', () => {
  const inPlan = [
    CREATE,
    CHANGE,
    ['PATCH /connections/con_1', { options: { client_secret: '<KEY>' } }],
    ['PATCH /clients/cli_1', { addons: { $secret: null, $fingerprint: null, to: 'a' } }],
  ] as const
  test.each<[what: string, Write[], named: string, sent: number]>([
    ['another body', [['PATCH /roles/rol_1', { description: 'c' }]], 'PATCH /roles/rol_1', 0],
    [
      'one more member',
      [['PATCH /roles/rol_1', { description: 'b', name: 'Root' }]],
      'PATCH /roles/rol_1',
      0,
    ],
    [
      'another text within what looks like a mark of ours',
      [['PATCH /clients/cli_1', { addons: { $secret: null, $fingerprint: null, to: 'b' } }]],
      'PATCH /clients/cli_1',
      0,
    ],
    ['another path', [['PATCH /clients/cli_1', { description: 'b' }]], 'PATCH /clients/cli_1', 0],
    ['another method', [['PUT /roles/rol_1', { description: 'b' }]], 'PUT /roles/rol_1', 0],
    ['a removal', [['DELETE /roles/rol_1']], 'DELETE /roles/rol_1', 0],
    [
      'a path in another spelling',
      [['PATCH /roles/rol%5F1', { description: 'b' }]],
      'PATCH /roles/rol%5F1',
      0,
    ],
    ['the same a second time', [CREATE, CREATE], 'POST /roles', 1],
    [
      'another id for what the tenant has',
      [['POST /roles', { name: 'Auditor', id: 'rol_1' }]],
      'POST /roles',
      0,
    ],
    [
      'a plain text where a secret was',
      [['PATCH /connections/con_1', { options: { client_secret: SECRET } }]],
      'PATCH /connections/con_1',
      0,
    ],
    [
      'a secret where a plain text was',
      [['PATCH /roles/rol_1', { description: '<KEY>' }]],
      'PATCH /roles/rol_1',
      0,
    ],
  ])('%s', async (_what, writes, named, sent) => {
    const done = await apply(writes, await plan(inPlan))
    expect(done.failure).toBeInstanceOf(WriteNotPlanned)
    expect(done.failure?.message).toBe(`\`${named}\` is not in the plan`)
    expect(done.answers.at(-1)?.status).toBe(424)
    expect(done.sent).toHaveLength(sent)
  })

  test('nor anything after it', async () => {
    const done = await apply([['DELETE /roles/rol_1'], CHANGE], await plan([CHANGE]))
    expect([done.sent, done.answers.map(({ status }) => status)]).toEqual([[], [424, 424]])
  })

  test('nor the plan of another tenant', async () => {
    const elsewhere = memoryPort({ ...TENANT, '/roles/rol_9': { id: 'rol_9', name: 'Member' } })
    const { planned } = await run(
      [['PATCH /roles/rol_9', { description: 'b' }]],
      elsewhere,
      null,
      'x',
    )
    const done = await apply([CHANGE], planned)
    expect([done.failure?.name, done.sent]).toEqual(['WriteNotPlanned', []])
  })
})

test.each<[string, Json]>([
  ['in a longer text', { motto: 'it is <KEY>' }],
  ['in a list of texts', { list: ['a', 'b<KEY>'] }],
  ['far in', { a: { b: [{ c: ' <KEY>' }] } }],
])('a stand-in %s is refused, and nothing leaves', async (_where, body) => {
  const writes: Write[] = [['PATCH /roles/rol_1', body]]
  const done = await apply(writes, await plan(writes))
  expect([done.answers[0]?.status, done.sent]).toEqual([424, []])
})

test('the plan of a write is the same in every run, and holds no secret', async () => {
  const writes: Write[] = [
    CREATE,
    ['PATCH /connections/con_1', { options: { client_secret: '<KEY>' } }],
  ]
  const [one, other] = [
    await plan(writes),
    (await run(writes, memoryPort(TENANT), null, 'other')).planned,
  ]
  expect(one).toEqual(other)
  expect(JSON.stringify(one)).not.toMatch(/hunter-of-secrets|og-secret|Auditor/)
})

describe('an Action is put to use', () => {
  const writes: Write[] = [
    ['PATCH /actions/actions/act_1', { code: 'b' }],
    ['POST /actions/actions/act_1/deploy'],
  ]
  const pending = (times: number): Things => {
    let left = times
    let code = 'a'
    return {
      'GET /actions/actions/act_1': () => ({ status: 200, body: { name: 'guard', code } }),
      'PATCH /actions/actions/act_1': () => {
        code = 'b'
        return { status: 200, body: {} }
      },
      'POST /actions/actions/act_1/deploy': () => {
        left -= 1
        return left < 0
          ? { status: 200, body: { id: 'ver_1' } }
          : {
              status: 400,
              body: { message: "An action must be in the 'built' state before it can be deployed" },
            }
      },
    }
  }
  test.each<[string, number, status: number, waits: number[]]>([
    ['at once where it is built', 0, 200, []],
    ['when it is built', 2, 200, [250, 250]],
  ])('%s', async (_when, times, status, waits) => {
    const done = await apply(writes, await plan(writes), pending(times))
    expect([done.answers[1]?.status, done.waits]).toEqual([status, waits])
  })
  test('not where it is never built', async () => {
    await expect(apply(writes, await plan(writes), pending(1000))).rejects.toThrow(CallRefused)
  })
})

describe('a removal', () => {
  const writes: Write[] = [['DELETE /roles/rol_1']]
  test('of what is gone by now is done', async () => {
    const done = await apply(writes, await plan(writes), {
      'DELETE /roles/rol_1': () => ({ status: 404 }),
    })
    expect([done.failure, done.sent]).toEqual([null, ['DELETE /roles/rol_1']])
  })
  test('waits for all that goes before it to be taken', async () => {
    const both: Write[] = [CHANGE, ['DELETE /clients/cli_1']]
    const answers = { 'PATCH /roles/rol_1': () => ({ status: 403 }) }
    const memory = memoryPort(TENANT, answers)
    await expect(run(both, memory, await plan(both), 'applied')).rejects.toThrow(CallRefused)
    expect(memory.sent.map(lineWithBody)).toEqual(['PATCH /roles/rol_1 {"description":"b"}'])
  })
  test('that the tenant refuses is said', async () => {
    const refused = () => ({ status: 409, body: { message: 'it is in use' } })
    const done = apply(writes, await plan(writes), { 'DELETE /roles/rol_1': refused })
    await expect(done).rejects.toThrow(CallRefused)
    await expect(
      apply(writes, await plan(writes), { 'DELETE /roles/rol_1': refused }),
    ).rejects.toThrow('`DELETE /roles/rol_1` was answered 409: it is in use')
  })
})

describe('a tenant that somebody else changes while the plan is applied', () => {
  /** One answer after the other; the last one for good. */
  const inOrder = (...answers: readonly Reply[]) => {
    let turn = -1
    return (): Reply => {
      turn = Math.min(turn + 1, answers.length - 1)
      return answers[turn] ?? { status: 404 }
    }
  }
  const inTurn = (path: string, ...bodies: readonly Json[]): Things => ({
    [`GET ${path}`]: inOrder(...bodies.map((body) => ({ status: 200, body }))),
  })
  const ROLE = { id: 'rol_1', name: 'Member', description: 'a' }
  const changed = { ...ROLE, description: 'b' }
  const ACTION = { id: 'act_1', name: 'guard', code: 'a' }
  /** As the tenant answers an upload. */
  const DRAFT = {
    ...ACTION,
    code: 'b',
    runtime: 'node22',
    dependencies: [],
    modules: [{ module_name: 'm', module_version_id: 'ver_1' }],
    secrets: [{ name: 'KEY', updated_at: '2026-01-01T00:00:00.000Z' }],
  }
  const BINDINGS = '/actions/triggers/post-login/bindings'
  const bound = (...names: readonly string[]): Json => ({
    bindings: names.map((name) => ({ display_name: name, action: { name } })),
  })
  const bind: Write = [
    `PATCH ${BINDINGS}`,
    { bindings: [{ ref: { type: 'action_name', value: 'guard' }, display_name: 'guard' }] },
  ]
  const use: Write[] = [
    ['PATCH /actions/actions/act_1', { code: 'b' }],
    ['POST /actions/actions/act_1/deploy'],
  ]
  const fromList: Write[] = [['GET /roles?page=0&per_page=50'], CHANGE]
  const short = { ...ROLE, description: 'a …' }

  const remove: Write[] = [['DELETE /roles/rol_1']]
  const TEXTS = '/prompts/login/custom-text/en'
  const OLD = { login: { title: 'a' } }
  const replace: Write[] = [[`PUT ${TEXTS}`, { login: { title: 'b' } }]]
  const unlink = '/organizations/org_1/connections/con_1'
  const linked = (isAssigned: boolean): JsonObject => ({
    connection_id: 'con_1',
    assign_membership_on_login: isAssigned,
  })
  test.each<[what: string, Write[], () => Things, sent: number, named: string | null]>([
    [
      'what is to go',
      remove,
      () => inTurn('/roles/rol_1', ROLE, { ...ROLE, description: 'z' }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    ['nothing: it goes', remove, () => inTurn('/roles/rol_1', ROLE), 1, null],
    [
      'what is to go, which is gone',
      remove,
      () => ({
        'GET /roles/rol_1': inOrder({ status: 200, body: ROLE }, { status: 404 }),
      }),
      1,
      null,
    ],
    [
      'a part that is to go, which only its list shows',
      [['GET /organizations/org_1/connections?page=0&per_page=50'], [`DELETE ${unlink}`]],
      () => inTurn('/organizations/org_1/connections', [linked(false)], [linked(true)]),
      0,
      `\`${unlink}\` (\`assign_membership_on_login\`)`,
    ],
    [
      'a link to what this run has linked to another organization too',
      [
        ['GET /organizations/org_1/connections?page=0&per_page=50'],
        ['POST /organizations/org_2/connections', linked(false)],
        [`PATCH ${unlink}`, { show_as_button: true }],
      ],
      () =>
        inTurn(
          '/organizations/org_1/connections',
          [{ ...linked(false), show_as_button: false }],
          [{ ...linked(false), show_as_button: null }],
        ),
      1,
      `\`${unlink}\` (\`show_as_button\`)`,
    ],
    [
      'nothing: a link of this run is changed by it once more',
      [
        ['POST /organizations/org_2/connections', linked(false)],
        ['PATCH /organizations/org_2/connections/con_1', { show_as_button: true }],
      ],
      () => inTurn('/organizations/org_2/connections', [], [linked(true)]),
      2,
      null,
    ],
    [
      'what somebody added to what is to go',
      remove,
      () => inTurn('/roles/rol_1', { id: 'rol_1', name: 'Member' }, ROLE),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'what somebody added to what a write replaces whole',
      replace,
      () => inTurn(TEXTS, OLD, { ...OLD, consent: { title: 'z' } }),
      0,
      `\`${TEXTS}\` (\`consent\`)`,
    ],
    [
      'what a write takes away by leaving it out',
      replace,
      () => inTurn(TEXTS, { ...OLD, consent: {} }, { ...OLD, consent: { title: 'z' } }),
      0,
      `\`${TEXTS}\` (\`consent\`)`,
    ],
    [
      'nothing: a list does not show all of what is to go',
      [['GET /roles?page=0&per_page=50'], ...remove],
      () => ({
        ...inTurn('/roles', [{ id: 'rol_1', name: 'Member' }]),
        ...inTurn('/roles/rol_1', ROLE),
      }),
      1,
      null,
    ],
    [
      'what a write replaces',
      [CHANGE],
      () => inTurn('/roles/rol_1', ROLE, { ...ROLE, description: 'z' }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'what a write sets, and was not there',
      [CHANGE],
      () => inTurn('/roles/rol_1', { id: 'rol_1', name: 'Member' }, { ...ROLE, description: 'z' }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'what was not there, and was known from a list',
      fromList,
      () => ({
        ...inTurn('/roles', [{ id: 'rol_1', name: 'Member' }], [ROLE]),
        ...inTurn('/roles/rol_1', ROLE),
      }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'what somebody took away, and was known from a list',
      fromList,
      () => ({
        ...inTurn('/roles', [ROLE], [{ id: 'rol_1', name: 'Member' }]),
        ...inTurn('/roles/rol_1', { id: 'rol_1', name: 'Member' }),
      }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'nothing: a list does not show all of a thing',
      fromList,
      () => ({
        ...inTurn('/roles', [{ id: 'rol_1', name: 'Member' }]),
        ...inTurn('/roles/rol_1', ROLE),
      }),
      1,
      null,
    ],
    [
      'what a second write replaces at the same path',
      [CHANGE, RENAME],
      () => inTurn('/roles/rol_1', ROLE, ROLE, { ...changed, name: 'z' }),
      1,
      '`/roles/rol_1` (`name`)',
    ],
    [
      'nothing: a second write replaces what the first has left, as the tenant keeps it',
      [CHANGE, ['PATCH /roles/rol_1', { description: 'c' }]],
      () => inTurn('/roles/rol_1', ROLE, ROLE, { ...ROLE, description: 'B' }),
      2,
      null,
    ],
    [
      'something beside it',
      [CHANGE],
      () => inTurn('/roles/rol_1', ROLE, { ...ROLE, name: 'Members' }),
      1,
      null,
    ],
    [
      'what runs',
      [bind],
      () => inTurn(BINDINGS, bound(), bound('foreign')),
      0,
      `\`${BINDINGS}\` (\`bindings\`)`,
    ],
    [
      'a draft, before it is put to use',
      use,
      () => inTurn('/actions/actions/act_1', ACTION, ACTION, { ...ACTION, code: 'foreign' }),
      1,
      '`/actions/actions/act_1` (`code`)',
    ],
    ...(
      [
        ['code', { code: 'foreign' }],
        ['runtime', { runtime: 'node12' }],
        ['dependencies', { dependencies: [{ name: 'foreign', version: '1.0.0' }] }],
        ['modules', { modules: [{ module_name: 'm', module_version_id: 'ver_2' }] }],
        ['modules', { modules: [...DRAFT.modules, { module_name: 'n' }] }],
        ['secrets[KEY]', { secrets: [{ name: 'KEY', updated_at: '2026-01-01T00:00:01.000Z' }] }],
        ['secrets[MORE]', { secrets: [...DRAFT.secrets, { name: 'MORE', updated_at: 'x' }] }],
      ] as const
    ).map(([field, moved]): [string, Write[], () => Things, number, string] => [
      `${field} of a draft, after the tenant took it`,
      use,
      () => ({
        ...inTurn('/actions/actions/act_1', ACTION, ACTION, { ...DRAFT, ...moved }),
        'PATCH /actions/actions/act_1': DRAFT,
      }),
      1,
      `\`/actions/actions/act_1\` (\`${field}\`)`,
    ]),
    [
      'a draft, while it is built',
      use,
      () => ({
        // Read before the upload, before the first try, for whether the build failed, before the second.
        ...inTurn('/actions/actions/act_1', ACTION, ACTION, DRAFT, DRAFT, { ...DRAFT, code: 'c' }),
        'PATCH /actions/actions/act_1': DRAFT,
        'POST /actions/actions/act_1/deploy': () =>
          refusal(
            400,
            'invalid',
            "A draft must be in the 'built' state before it can be deployed.",
          ),
      }),
      2,
      '`/actions/actions/act_1` (`code`)',
    ],
    [
      'the draft of a new Action',
      [
        ['POST /actions/actions', { name: 'new', code: 'b' }],
        ['POST /actions/actions/<new>/deploy'],
      ],
      () => ({
        'POST /actions/actions': { ...DRAFT, id: 'act_9', name: 'new' },
        ...inTurn('/actions/actions/act_9', { ...DRAFT, code: 'foreign' }),
      }),
      1,
      '`/actions/actions/act_9` (`code`)',
    ],
    [
      'nothing: a draft is as the tenant took it',
      use,
      () => ({
        ...inTurn('/actions/actions/act_1', ACTION, ACTION, DRAFT),
        'PATCH /actions/actions/act_1': DRAFT,
      }),
      2,
      null,
    ],
    [
      'nothing: a module of a draft is told in other words',
      use,
      () => ({
        ...inTurn('/actions/actions/act_1', ACTION, ACTION, {
          ...DRAFT,
          modules: [{ module_id: 'mod_1', module_name: 'm', module_version_id: 'ver_1' }],
        }),
        'PATCH /actions/actions/act_1': DRAFT,
      }),
      2,
      null,
    ],
    [
      'nothing: an Action is put to use',
      use,
      () => inTurn('/actions/actions/act_1', ACTION, ACTION, { ...ACTION, code: 'b' }),
      2,
      null,
    ],
    [
      'nothing: a list shows a thing otherwise than it shows itself',
      fromList,
      () => ({ ...inTurn('/roles', [short]), ...inTurn('/roles/rol_1', ROLE) }),
      1,
      null,
    ],
    [
      'what was known from a list',
      fromList,
      () => ({
        ...inTurn('/roles', [short], [{ ...short, description: 'z' }]),
        ...inTurn('/roles/rol_1', ROLE),
      }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
  ])('%s', async (_what, writes, answers, sent, named) => {
    const planned = (await run(writes, memoryPort(TENANT, answers()), null, 'planned')).planned
    const memory = memoryPort(TENANT, answers())
    const said = await run(writes, memory, planned, 'applied').then(
      ({ failure }) => failure?.message ?? null,
      (error: Error) => error.message,
    )
    expect([said, memory.sent.length]).toEqual([named, sent])
  })

  /** A tenant that puts every write off once, with 429 or without an answer. */
  const puttingOff = (memory: MemoryPort): MemoryPort => ({
    ...memory,
    port: async (call, beforeAgain) => {
      if (call.method !== 'GET') await beforeAgain?.()
      return memory.port(call)
    },
  })
  test.each<[what: string, Write[], () => Things, sent: number, named: string | null]>([
    [
      'what a write replaces',
      [CHANGE],
      () => inTurn('/roles/rol_1', ROLE, ROLE, { ...ROLE, description: 'z' }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'what a second write replaces at the same path',
      [CHANGE, RENAME],
      () => inTurn('/roles/rol_1', ROLE, ROLE, ROLE, changed, { ...changed, name: 'z' }),
      1,
      '`/roles/rol_1` (`name`)',
    ],
    [
      'nothing: the try that was not answered was taken',
      [CHANGE],
      () => inTurn('/roles/rol_1', ROLE, ROLE, changed),
      1,
      null,
    ],
    [
      'nothing: the try that was not answered has replaced all',
      replace,
      () => {
        const before = { ...OLD, consent: { title: 'a' } }
        return inTurn(TEXTS, before, before, { login: { title: 'b' } })
      },
      1,
      null,
    ],
    [
      'what somebody added since to what is replaced whole',
      replace,
      () => inTurn(TEXTS, OLD, OLD, { login: { title: 'b' }, consent: { title: 'z' } }),
      0,
      `\`${TEXTS}\` (\`consent\`)`,
    ],
    [
      'what is to go',
      remove,
      () => inTurn('/roles/rol_1', ROLE, ROLE, { ...ROLE, description: 'z' }),
      0,
      '`/roles/rol_1` (`description`)',
    ],
    [
      'a draft that is to be put to use',
      use,
      () => ({
        ...inTurn('/actions/actions/act_1', ACTION, ACTION, ACTION, DRAFT, {
          ...DRAFT,
          code: 'foreign',
        }),
        'PATCH /actions/actions/act_1': DRAFT,
      }),
      1,
      '`/actions/actions/act_1` (`code`)',
    ],
  ])('while a write waits to be made again: %s', async (_what, writes, answers, sent, named) => {
    const planned = (await run(writes, memoryPort(TENANT, answers()), null, 'planned')).planned
    const memory = puttingOff(memoryPort(TENANT, answers()))
    const said = await run(writes, memory, planned, 'applied').then(
      ({ failure }) => failure?.message ?? null,
      (error: Error) => error.message,
    )
    expect([said, memory.sent.length]).toEqual([named, sent])
  })
})

test('clients of a connection may come in another order than they were planned in', async () => {
  const PATH = 'PATCH /connections/con_1/clients'
  const [a, b] = [
    { client_id: 'cli_a', status: true },
    { client_id: 'cli_b', status: true },
  ]
  const done = await apply([[PATH, [b, a]]], await plan([[PATH, [a, b]]]))
  expect([done.failure, done.sent]).toEqual([null, [`${PATH} ${JSON.stringify([b, a])}`]])
  const other = await apply([[PATH, [b]]], await plan([[PATH, [a, b]]]))
  expect([other.failure?.name, other.sent]).toEqual(['WriteNotPlanned', []])
})

test('what a write asks for beside its body is planned too', async () => {
  const [line, body = {}] = CHANGE
  const forced: Write = [`${line}?force=true`, body]
  const done = await apply([forced], await plan([CHANGE]))
  expect([done.failure?.name, done.sent]).toEqual(['WriteNotPlanned', []])
  expect((await apply([forced], await plan([forced]))).failure).toBeNull()
})

test('what stands in the place of a secret is what was rehearsed', async () => {
  const keyed = (secret: string): Write[] => [
    ['PATCH /connections/con_1', { options: { client_secret: secret } }],
  ]
  const planned = await plan(keyed('of-git'))
  const done = await apply(keyed('of-somebody-else'), planned)
  expect([done.failure?.name, done.sent]).toEqual(['WriteNotPlanned', []])
  expect((await apply(keyed('of-git'), planned)).failure).toBeNull()
})

test('nothing is deleted where a write of the plan did not come', async () => {
  const goes: Write = ['DELETE /roles/rol_1']
  const planned = await plan([CREATE, goes])
  await expect(apply([goes], planned)).rejects.toThrow('`POST /roles` of the plan did not come')
  expect((await apply([CREATE, goes], planned)).sent).toHaveLength(2)
})
