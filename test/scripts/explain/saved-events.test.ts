import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Event } from '@auth0/actions/post-login/v3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { markOf } from '../../../actions/records/address-mark.ts'
import { deriveKeys } from '../../../actions/records/keyring.ts'
import { lockOwner } from '../../../actions/records/lock-owner.ts'
import { signLock } from '../../../actions/records/lock-record.ts'
import { LOGIN_POLICIES } from '../../../policies/login/decide.ts'
import { REASON_SENTENCES } from '../../../policies/reasons.ts'
import { actionRulebook } from '../../../scripts/bundle/action-rulebook.ts'
import { bakeRulebook } from '../../../scripts/project/bake-rulebook.ts'
import { loadProject, type Project } from '../../../scripts/project/load-project.ts'
import { DEVELOPMENT_SIGNING_KEY } from '../../../scripts/project/local-environments.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { aLockEntry, lockOf } from '../../builders/a-login.ts'
import { aPostLoginEvent } from '../../builders/a-post-login-event.ts'
import { anOddFolder } from '../../builders/an-odd-folder.ts'
import { type CommandRun, commandsAt, faultCodesOf } from '../../builders/an-operator.ts'
import { ANN } from '../../builders/ids.ts'
import { HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { runLogin } from '../../builders/run-login.ts'
import { FOREIGN_SECRET } from '../../builders/test-keys.ts'
import { type Differences, withDifferences } from '../../builders/with-differences.ts'

const KEYS = deriveKeys(DEVELOPMENT_SIGNING_KEY)
const OWNER = lockOwner('local-tenant', aPostLoginEvent().user)
const NOON = new Date(NOON_MS).toISOString()
const run = commandsAt(ROOT, {}, () => NOON_MS)

let folder: string
let project: Project
beforeAll(async () => {
  folder = anOddFolder()
  project = await loadProject(ROOT, 'local')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const id = (kind: 'clients' | 'connections' | 'organizations', name: string): string =>
  project.ids[kind][name] ?? ''

/** Ann's first login to Acme in the committed environment, as an Action saw it. */
const anEvent = (differences: Differences = {}): Event =>
  withDifferences(
    aPostLoginEvent({
      client: { client_id: id('clients', 'Member Portal') },
      connection: { id: id('connections', 'members') },
      organization: { id: id('organizations', 'acme') },
      secrets: undefined,
      tenant: { id: OWNER.tenantId },
    }) as unknown as Differences,
    differences,
  ) as unknown as Event

const withMetadata = (app_metadata: Differences): Differences => ({
  user: { ...aPostLoginEvent().user, app_metadata },
})
const blockedUntil = (until?: number): Differences =>
  withMetadata({
    og_block: {
      v: 1,
      b: [{ o: '*', r: 'SUSPENDED', t: 1, ...(until === undefined ? {} : { until }) }],
    },
  })
const lockedTo = (address: string): Differences => {
  const entry = aLockEntry(
    markOf('address', address, KEYS, OWNER.tenantId),
    id('organizations', 'acme'),
  )
  return withMetadata({ og_lock: signLock(lockOf(entry), KEYS, OWNER) })
}

async function explain(event: unknown, ...options: readonly string[]): Promise<CommandRun> {
  const file = join(folder, 'event.json')
  await writeFile(file, typeof event === 'string' ? event : JSON.stringify(event))
  return run(['explain', file, ...(options.includes('--at') ? [] : ['--at', NOON]), ...options])
}

const lineOf = ({ lines }: CommandRun, label: string): string =>
  lines
    .find((line) => line.startsWith(label))
    ?.slice(label.length)
    .trim() ?? ''
/** What a policy's row of the table says: mode and verdict. */
const rowOf = ({ lines }: CommandRun, policy: string): string =>
  /^\S+ +(\S+ +.*?)(?: {2}|$)/.exec(
    lines.find((line) => line.startsWith(`${policy} `)) ?? '',
  )?.[1] ?? ''

type Row = readonly [
  what: string,
  differences: () => Differences,
  exit: 0 | 4,
  decision: string,
  effects: string,
]
const REFUSE = 'refuse with the public code and a reference'

const ROWS: readonly Row[] = [
  ['a first login', () => ({}), 0, 'allow', 'store the address lock'],
  ['the locked address', () => lockedTo('ann@acme.example.com'), 0, 'allow', 'none'],
  [
    'another address',
    () => lockedTo('other@acme.example.com'),
    4,
    'deny EMAIL_DRIFT by email-lock',
    REFUSE,
  ],
  ['a suspended person', () => blockedUntil(), 4, 'deny USER_SUSPENDED by user-suspended', REFUSE],
  [
    'half a block record',
    () => withMetadata({ og_block: { v: 1 } }),
    4,
    'deny BLOCK_UNREADABLE by user-suspended',
    REFUSE,
  ],
  [
    'no organization, where one is demanded',
    () => ({ organization: undefined }),
    4,
    'deny ORG_CONTEXT_MISSING by org-required',
    REFUSE,
  ],
  [
    'no organization, where that is only watched',
    () => ({ organization: undefined, client: { client_id: id('clients', 'Reports') } }),
    0,
    'allow',
    'none',
  ],
  [
    'an address nobody proved',
    () => ({ user: { email_verified: false } }),
    4,
    'deny EMAIL_UNVERIFIED by verified-email',
    REFUSE,
  ],
  [
    'a door nobody knows',
    () => ({ transaction: { protocol: 'smoke-signals' } }),
    4,
    'deny EVENT_UNSUPPORTED by runtime-guard',
    REFUSE,
  ],
  [
    'a refreshed token',
    () => ({ transaction: { protocol: 'oauth2-refresh-token' } }),
    0,
    'allow',
    'none',
  ],
]

describe.each(ROWS)('%s', (_what, differences, exit, decision, effects) => {
  let ran: CommandRun
  let event: Event
  beforeAll(async () => {
    event = anEvent(differences())
    ran = await explain(event)
  })

  test('ends with the decision', () => {
    expect([ran.exit, lineOf(ran, 'decision'), lineOf(ran, 'effects')]).toEqual([
      exit,
      decision,
      effects,
    ])
  })

  test('shows every policy, in precedence order', () => {
    const shown = ran.lines.slice(2, 2 + LOGIN_POLICIES.length).map((line) => line.split(' ')[0])
    expect(shown).toEqual(LOGIN_POLICIES.map((policy) => policy.id))
  })

  test('logs and decides as the Action does', async () => {
    const { rulebook } = bakeRulebook(project, NOON_MS)
    const secrets = { OG_SIGNING_KEY: DEVELOPMENT_SIGNING_KEY }
    const held = { ...rulebook, ...actionRulebook('post-login', rulebook) }
    const login = await runLogin({ ...event, secrets }, held, NOON_MS)
    expect(login.log).toEqual([lineOf(ran, 'log')])
    expect([login.refusal !== null, login.lock !== null]).toEqual([
      exit === 4,
      effects === 'store the address lock',
    ])
  })
})

describe('a row says what a policy thinks and what comes of it', () => {
  test.each<[string, string, string, () => Differences]>([
    [
      'heard',
      'org-required',
      'enforce  deny ORG_CONTEXT_MISSING',
      () => ({ organization: undefined }),
    ],
    [
      'only logged',
      'org-required',
      'monitor  deny ORG_CONTEXT_MISSING (only logged)',
      () => ({ organization: undefined, client: { client_id: id('clients', 'Reports') } }),
    ],
    [
      'ignored',
      'upstream-freshness',
      'off      reauth UPSTREAM_EVIDENCE_MISSING (ignored)',
      () => ({ authentication: undefined }),
    ],
    ['passed', 'email-lock', 'enforce  pass', () => ({})],
    ['passed while off', 'upstream-freshness', 'off      (ignored)', () => ({})],
  ])('%s', async (_what, policy, row, differences) => {
    expect(rowOf(await explain(anEvent(differences())), policy)).toBe(row)
  })
})

test('programs are told the same, and not what would be stored', async () => {
  const { exit, lines } = await explain(anEvent(lockedTo('other@acme.example.com')), '--json')
  const told = JSON.parse(lines.join('\n'))
  expect([exit, told]).toEqual([
    4,
    {
      door: expect.any(String),
      outcome: 'deny',
      reason: 'EMAIL_DRIFT',
      policy: 'email-lock',
      breakGlass: false,
      verdicts: expect.arrayContaining([
        { policy: 'email-lock', mode: 'enforce', verdict: 'deny', reason: 'EMAIL_DRIFT' },
      ]),
      effects: ['refuse with the public code and a reference'],
      log: expect.any(String),
      assumptions: [],
    },
  ])
})

test('a row says why, and nothing where there is nothing to say', async () => {
  const { lines } = await explain(anEvent(lockedTo('other@acme.example.com')))
  const because = (policy: string): string | undefined =>
    lines.find((line) => line.startsWith(`${policy} `))?.split(/ {2,}/)[4]
  expect([because('email-lock'), because('membership'), because('delegation')]).toEqual([
    REASON_SENTENCES.EMAIL_DRIFT,
    undefined,
    undefined,
  ])
})

describe('--at is the moment of the login', () => {
  test.each([
    ['before the end of a block', NOON_MS - HOUR_MS, 4],
    ['at its end, by a clock that may be wrong', NOON_MS, 4],
    ['after it', NOON_MS + HOUR_MS, 0],
  ])('%s', async (_what, atMs, exit) => {
    const at = new Date(atMs).toISOString()
    const ran = await explain(anEvent(blockedUntil(NOON_MS / 1000)), '--at', at)
    expect(ran.exit).toBe(exit)
  })

  test('absent, it is now', async () => {
    const file = join(folder, 'now.json')
    await writeFile(file, JSON.stringify(anEvent(blockedUntil(NOON_MS / 1000 + 1))))
    expect((await run(['explain', file])).exit).toBe(4)
  })
})

describe('an event is not believed', () => {
  test.each([[{}], [{ user: null, client: [], organization: 'acme', transaction: 7 }]])(
    '%j',
    async (event) => {
      const ran = await explain(event)
      expect([ran.exit, lineOf(ran, 'decision')]).toEqual([
        4,
        'deny EVENT_UNSUPPORTED by runtime-guard',
      ])
    },
  )

  test('its secrets are not those of the environment', async () => {
    const ran = await explain(anEvent({ secrets: { OG_SIGNING_KEY: FOREIGN_SECRET } }))
    expect([ran.exit, lineOf(ran, 'decision')]).toEqual([0, 'allow'])
  })

  test('nothing of the person is printed', async () => {
    expect((await explain(anEvent())).lines.join('\n')).not.toMatch(/@|ann/)
  })

  test('nothing is assumed of it', async () => {
    expect(lineOf(await explain(anEvent()), 'assumed')).toBe('')
  })
})

describe('refused, with what to do', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
    ['no event', [], {}, 'event_missing'],
    ['an event that is not there', ['nowhere.json'], {}, 'event_missing'],
    ['no moment', ['nowhere.json', '--at', 'noon'], {}, 'option_invalid'],
    ['an unknown environment', ['nowhere.json', '--environment', 'x'], {}, 'environment_unknown'],
    ['an unknown option', ['nowhere.json', '--when', 'now'], {}, 'option_invalid'],
    ['a person without a client', ['--user', ANN], {}, 'option_missing'],
    [
      'an unknown door',
      ['--user', ANN, '--client', 'x', '--door', 'toString'],
      {},
      'option_invalid',
    ],
    ['another key', ['nowhere.json'], { OG_SIGNING_KEY: FOREIGN_SECRET }, 'key_mismatch'],
  ])('%s', async (_what, args, variables, code) => {
    const ran = await run(['explain', ...args], variables)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, [code]])
  })

  test.each(['', '{', 'null', '"event"', '[]', '7'])('%j is no event', async (text) => {
    const ran = await explain(text)
    expect([ran.exit, faultCodesOf(ran)]).toEqual([2, ['event_invalid']])
  })
})
