import { afterAll, expect, test } from 'vitest'
import type { BakedRulebook } from '../../../actions/rulebook/baked-rulebook.ts'
import { bundleAction, type Trigger } from '../../../scripts/bundle/bundle-action.ts'
import { createAsker } from '../../../scripts/evidence/asking/create-asker.ts'
import { diffEnvironment } from '../../../scripts/evidence/diff-environment.ts'
import { ROOT } from '../../builders/a-checkout.ts'
import { MACHINE } from '../../builders/a-machine-token-event.ts'
import { aRulebook } from '../../builders/a-rulebook.ts'
import { ACME, PORTAL } from '../../builders/ids.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

// Two, as the command has: each asks every other question.
const askers = [createAsker(), createAsker()]
afterAll(() => Promise.all(askers.map((asker) => asker.end())))

const BASE = aRulebook()
type Part = 'machineToken' | 'signup' | 'login'
const edited = <P extends Part>(part: P, change: Partial<BakedRulebook[P]>): BakedRulebook =>
  aRulebook({ [part]: { ...BASE[part], ...change } })

const versionOf = async (trigger: Trigger, rulebook: BakedRulebook | null) => ({
  codes: new Map(
    rulebook === null ? [] : [[trigger, (await bundleAction(ROOT, trigger, rulebook)).code]],
  ),
  names: {
    clients: { Portal: PORTAL, 'Nightly Export': MACHINE },
    organizations: { acme: ACME },
    connections: {},
  },
  tenantId: 'example-tenant',
  beside: new Map(),
})

/** Each kind of change, with who it is, where and how long. */
async function changes(trigger: Trigger, base: BakedRulebook | null, head: BakedRulebook | null) {
  const sides = [await versionOf(trigger, base), await versionOf(trigger, head)] as const
  const { moments, unproven } = await diffEnvironment('production', sides, NOON_MS, askers)
  const rows = moments.flatMap((moment) => moment.rows)
  return {
    unproven,
    rows: rows.map(({ kind, who, where, sinceMs, untilMs }) => ({
      kind,
      who: who.join(' and '),
      organizations: [...new Set(where.flatMap(({ organization }) => organization ?? ['all']))],
      days: [sinceMs, untilMs].map((ms) => (ms === null ? null : (ms - NOON_MS) / DAY_MS)),
    })),
  }
}

const MACHINES = 'credentials-exchange'
const named = edited('machineToken', { machineTokenGate: { clients: { [ACME]: [MACHINE] } } })
const OPEN_LATER = edited('machineToken', {
  exemptions: [
    { policy: 'machine-token-gate', organization: ACME, untilMs: NOON_MS + 100 * DAY_MS },
  ],
})
const row = (kind: string, organizations: string[], days: (number | null)[] = [null, null]) => ({
  kind,
  who: '',
  organizations,
  days,
})

test.each([
  ['a machine is named', BASE, named, [row('admitted', ['acme'])]],
  ['a machine is named no more', named, BASE, [row('refused', ['acme'])]],
  [
    'an exemption counts from ninety days before its end',
    BASE,
    OPEN_LATER,
    [
      row('admitted', ['acme'], [10, 100]),
      { ...row('admitted', ['acme'], [10, 100]), who: 'organization says it is of-no-list' },
    ],
  ],
  ['the same bytes', BASE, aRulebook(), []],
])('machine tokens: %s', async (_what, base, head, rows) => {
  expect(await changes(MACHINES, base, head)).toEqual({ unproven: [], rows })
})

test('a name that comes to stand for another id lets in the one and shuts out the other', async () => {
  const naming = async (id: string) => {
    const gate = { clients: { [ACME]: [id] } }
    const version = await versionOf(MACHINES, edited('machineToken', { machineTokenGate: gate }))
    return { ...version, names: { ...version.names, clients: { 'Nightly Export': id } } }
  }
  const sides = [await naming(MACHINE), await naming('anotherMachine')] as const
  const { moments } = await diffEnvironment('production', sides, NOON_MS, askers)
  const rows = moments.flatMap((moment) => moment.rows)
  expect(rows.map(({ kind, where }) => [kind, where[0]?.client])).toEqual([
    ['admitted', ['Nightly Export']],
    ['refused', ['Nightly Export before']],
  ])
})

test('where nobody can find out which edits bring them, rows stand all the same', async () => {
  const sides = [await versionOf(MACHINES, BASE), await versionOf(MACHINES, named)] as const
  const fails = () => Promise.reject(new Error('it does not build'))
  const rebuilds = { edits: [0, 1], without: fails, alone: fails }
  const { moments, unproven, untried } = await diffEnvironment(
    'production',
    sides,
    NOON_MS,
    askers,
    { rebuilds },
  )
  expect(moments.flatMap(({ rows }) => rows.map(({ kind, edits }) => [kind, edits]))).toEqual([
    ['admitted', null],
  ])
  expect([unproven, untried]).toEqual([[], [0, 1]])
})

test('what stands beside the guards is compared, and not asked', async () => {
  const version = await versionOf(MACHINES, BASE)
  const sides = [
    {
      ...version,
      beside: new Map([
        ['a file', 'x'],
        ['gone', 'y'],
        ['same', 'z'],
      ]),
    },
    {
      ...version,
      beside: new Map([
        ['a file', 'y'],
        ['new', 'y'],
        ['same', 'z'],
      ]),
    },
  ] as const
  const { unproven } = await diffEnvironment('production', sides, NOON_MS, askers)
  expect(unproven).toEqual(
    ['a file', 'gone', 'new'].map((name) => `\`${name}\` differs, and nobody asks what it lets in`),
  )
})

test('a guard that is bound no more lets in whomever it refused', async () => {
  const { rows } = await changes(MACHINES, BASE, null)
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['admitted']))
})

test('another message alone is no other verdict', async () => {
  const messages = { ...BASE.messages, OG_ACCESS: { default: 'Not here.' } }
  const { rows } = await changes(MACHINES, BASE, aRulebook({ messages }))
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['message']))
})

test('sign-ups of a domain become possible, for whoever is of it', async () => {
  const signupGate = {
    ...BASE.signup.signupGate,
    admit: 'domains' as const,
    domains: ['acme.example.com'],
  }
  const { rows } = await changes('pre-user-registration', BASE, edited('signup', { signupGate }))
  expect(rows.filter(({ kind }) => kind === 'admitted').map(({ who }) => who)).toContain(
    'invited by nobody',
  )
})

test('a former domain lets in whose mailbox was locked there, while it counts', async () => {
  const rollout = { ...BASE.login.rollout, 'email-lock': { mode: 'enforce' as const } }
  const base = edited('login', { rollout })
  const untilMs = NOON_MS + 30 * DAY_MS
  const former = { organization: ACME, from: 'acme.example.com', to: 'acme.example.org', untilMs }
  const { rows, unproven } = await changes('post-login', base, {
    ...base,
    equivalentDomains: [former],
  })
  expect(unproven).toEqual([])
  expect(rows).toContainEqual({
    kind: 'admitted',
    who: 'the mailbox that was locked at acme.example.com, at acme.example.org by now',
    organizations: ['acme'],
    days: [null, 30],
  })
})

test('newcomers for whom nobody vouches come in where they may adopt an address', async () => {
  // Beside `source-domain` they are refused either way.
  const rollout = { 'email-lock': { mode: 'enforce' as const } }
  const newcomersMay = (newcomers: 'adopt' | 'vouched') =>
    edited('login', {
      rollout,
      emailLock: {
        ...BASE.login.emailLock,
        onMissing: 'adopt',
        cutOverMs: NOON_MS - DAY_MS,
        newcomers,
      },
    })
  const { rows } = await changes('post-login', newcomersMay('vouched'), newcomersMay('adopt'))
  expect(rows.filter(({ kind }) => kind === 'admitted').map(({ who }) => who)).toEqual([
    'no lock, account made after 2026-11-22, of a domain that nobody lists',
  ])
})

test('what a policy of a fork looks at is in no question', async () => {
  const rollout = { ...BASE.machineToken.rollout, 'of-a-fork': { mode: 'enforce' } }
  const { unproven } = await changes(MACHINES, BASE, edited('machineToken', { rollout }))
  expect(unproven).toEqual(['nobody knows the classes of the policy `of-a-fork` (machine token)'])
})
