import type { LockRecord } from '../../actions/records/lock-record.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import {
  ANN_OWNS,
  ANNS_ADDRESS,
  aStoredLock,
  lockedTo,
  markOfAddress,
} from '../builders/a-stored-lock.ts'
import { GLOBEX } from '../builders/ids.ts'
import { anEmailLock, loginSettings } from '../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import {
  FOREIGN_KEYS,
  FOREIGN_SECRET,
  OLD_KEYS,
  OLD_SECRET,
  TEST_KEYS,
  TEST_SECRET,
} from '../builders/test-keys.ts'
import {
  admitted,
  type Finding,
  holding,
  type LoginScenario,
  type Outcome,
  refused,
} from './login-scenario.ts'

/** Who reads the lock: each says so, the guard first. */
const everyReader = (reason: 'STATE_TAMPERED' | 'STATE_COPIED' | 'CONFIG_INVALID'): Outcome =>
  refused([
    `runtime-guard:${reason}`,
    `email-lock:${reason}`,
    `identity-lock:${reason}`,
    `identifier-lock:${reason}`,
  ] satisfies [Finding, ...Finding[]])
const TAMPERED = everyReader('STATE_TAMPERED')

const lockIs = (og_lock: unknown): LoginScenario['event'] => holding({ og_lock })
const tampered = (title: string, og_lock: unknown): LoginScenario => ({
  title,
  event: lockIs(og_lock),
  outcome: TAMPERED,
})
const young = { created_at: new Date(NOON_MS).toISOString() }
const intact = aStoredLock()
const [[, memberships] = ['', []]] = intact.a
const [[organization, source, origin, seconds] = ['', '', '', 0]] = memberships
const withMembership = (membership: LockRecord['a'][number][1][number]): LockRecord => ({
  ...intact,
  a: [[markOfAddress(ANNS_ADDRESS), [membership]]],
})

const edited: readonly LoginScenario[] = [
  tampered('#21 the mark of the address was changed', {
    ...intact,
    a: [[markOfAddress('ann@mail.example'), memberships]],
  }),
  tampered('#21b the organization was changed', withMembership([GLOBEX, source, origin, seconds])),
  tampered('#21c the source was changed', withMembership([organization, 'con_x', origin, seconds])),
  tampered('#21d the time was changed', withMembership([organization, source, origin, 1])),
  tampered('#21e entries were taken out', { ...intact, a: [] }),
  tampered('#21f a spent permission was put in', { ...intact, r: ['p-1'] }),
  tampered('#21g a frozen number was put in', { ...intact, p: 'x' }),
  tampered('#21h the signature of another lock', {
    ...intact,
    x: aStoredLock(lockedTo('ann@mail.example')).x,
  }),
  tampered('#21i without a signature', { ...intact, x: undefined }),
  tampered('#21j signed with a key of another environment', aStoredLock(undefined, FOREIGN_KEYS)),
  tampered('#21k another key that says it is this one', {
    ...aStoredLock(undefined, FOREIGN_KEYS),
    k: TEST_KEYS.id,
  }),
  tampered('#21l made in another tenant', {
    ...aStoredLock(undefined, TEST_KEYS, { ...ANN_OWNS, tenantId: 'other' }),
  }),
  tampered('#21m of a version to come', { ...intact, v: 3 }),
  tampered('#21m of a version that was bound to no account', { ...intact, v: 1 }),
  {
    title: '#21n copied from another person',
    event: lockIs(aStoredLock(undefined, TEST_KEYS, { ...ANN_OWNS, userId: 'auth0|bob' })),
    outcome: everyReader('STATE_COPIED'),
  },
  {
    title: '#21o kept from an account that was deleted, and put into a new one of the same id',
    event: { user: { app_metadata: { og_lock: aStoredLock() }, ...young } },
    outcome: everyReader('STATE_COPIED'),
  },
]

const nested = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const hostile: readonly LoginScenario[] = [
  tampered('#23 a text', 'x'),
  tampered('#23 an empty text', ''),
  tampered('#23 false', false),
  tampered('#23 a list', []),
  tampered(
    '#23 a list of a megabyte',
    Array.from({ length: 500_000 }, () => 0),
  ),
  tampered('#23 a text of a megabyte', 'x'.repeat(1_000_000)),
  tampered('#23 __proto__', JSON.parse('{"__proto__": {"v": 1, "isAdmin": true}}')),
  tampered('#23 constructor', JSON.parse('{"constructor": {"prototype": {"isAdmin": true}}}')),
  tampered('#23 numbers as text', { ...intact, v: '1' }),
  tampered('#23 times as text', {
    ...intact,
    a: [[markOfAddress(ANNS_ADDRESS), [[organization, source, origin, String(seconds)]]]],
  }),
  tampered('#23 an object without anything', {}),
  tampered('#23b a hundred thousand entries', {
    ...intact,
    a: Array.from({ length: 100_000 }, () => intact.a[0]),
  }),
  tampered('#23c lists in lists', { ...intact, a: nested(5000) }),
  tampered('#23d marks of a megabyte', { ...intact, a: [['x'.repeat(1_000_000), memberships]] }),
  {
    title: '#23e metadata that is no object',
    event: { user: { app_metadata: 'x' } },
    outcome: refused([
      'runtime-guard:STATE_SHADOW_KEY',
      'user-suspended:BLOCK_UNREADABLE',
      'org-blocked:BLOCK_UNREADABLE',
      'email-lock:STATE_TAMPERED',
      'identity-lock:STATE_TAMPERED',
      'identifier-lock:STATE_TAMPERED',
    ]),
  },
]

const afterCutOver = aRulebook({
  login: loginSettings({ emailLock: anEmailLock({ cutOverMs: NOON_MS - DAY_MS }) }),
})
const MISSING = refused('email-lock:LOCK_MISSING')
const adopted = admitted({
  written: lockedTo(ANNS_ADDRESS, { origin: 'first-seen', lockedAtMs: NOON_MS }),
})

const deleted: readonly LoginScenario[] = [
  {
    title: '#22 the lock was deleted, after the cut-over',
    event: {},
    rulebook: afterCutOver,
    outcome: MISSING,
  },
  {
    title: '#22 the lock was set to null, after the cut-over',
    event: lockIs(null),
    rulebook: afterCutOver,
    outcome: MISSING,
  },
  {
    title: '#22b the same with an invitation in the request',
    event: { request: { query: { invitation: 'ticket' } } },
    rulebook: afterCutOver,
    outcome: MISSING,
  },
  {
    title: '#22c somebody who is younger than the cut-over never had one',
    event: { user: young },
    rulebook: afterCutOver,
    outcome: adopted,
  },
  {
    title: '#22d somebody whose age nothing says cannot be told from another',
    event: { user: { created_at: undefined } },
    rulebook: afterCutOver,
    outcome: refused(['runtime-guard:EVENT_UNSUPPORTED', 'email-lock:LOCK_MISSING']),
  },
  {
    title: '#22e residual risk: the lock was deleted while adoption is open',
    event: {},
    outcome: adopted,
  },
  {
    title: '#22f residual risk: an older record of the same person was put back',
    event: holding(
      { og_lock: aStoredLock(lockedTo('ann@former.example')) },
      { email: 'ann@former.example' },
    ),
    outcome: admitted(),
  },
]

const rotation: BakedRulebook = aRulebook({
  keyIds: { signing: TEST_KEYS.id, alsoVerifying: OLD_KEYS.id, rebindPublicKey: null },
})
const bothSecrets = { OG_SIGNING_KEY: TEST_SECRET, OG_VERIFYING_KEY: OLD_SECRET }
const underOldKey = lockIs(aStoredLock(lockedTo(ANNS_ADDRESS, { keys: OLD_KEYS }), OLD_KEYS))

const keys: readonly LoginScenario[] = [
  {
    title: '#25 a lock under the older key, in a rotation: it is made again with the new one',
    event: { ...underOldKey, secrets: bothSecrets },
    rulebook: rotation,
    outcome: admitted({ written: lockedTo(ANNS_ADDRESS) }),
  },
  {
    title: '#25 a lock under a key that was retired',
    event: underOldKey,
    outcome: TAMPERED,
  },
  {
    title: '#25b in a rotation nothing is made again while nobody is there',
    event: {
      ...underOldKey,
      secrets: bothSecrets,
      transaction: { protocol: 'oauth2-refresh-token' },
    },
    rulebook: rotation,
    outcome: admitted({ door: 'refresh' }),
  },
  {
    title: '#25c in a rotation the older key says no more than it says',
    event: {
      ...holding(
        { og_lock: aStoredLock(lockedTo(ANNS_ADDRESS, { keys: OLD_KEYS }), OLD_KEYS) },
        { email: 'ann@mail.example' },
      ),
      secrets: bothSecrets,
    },
    rulebook: rotation,
    outcome: refused('email-lock:EMAIL_DRIFT'),
  },
  ...(
    [
      ['no secrets', undefined],
      ['secrets that are null', null],
      ['no secret', { OG_SIGNING_KEY: undefined }],
      ['an empty secret', { OG_SIGNING_KEY: '' }],
      ['a short secret', { OG_SIGNING_KEY: 'short' }],
      [
        'a placeholder that nobody replaced',
        { OG_SIGNING_KEY: `##${'OG_SIGNING_KEY'.repeat(4)}##` },
      ],
      ['another key', { OG_SIGNING_KEY: FOREIGN_SECRET }],
    ] satisfies [string, unknown][]
  ).map(
    ([what, secrets]): LoginScenario => ({
      title: `#27 ${what}`,
      event: { ...holding(), secrets },
      outcome: { ...everyReader('CONFIG_INVALID'), hasNoKey: true },
    }),
  ),
]

const claims: readonly LoginScenario[] = [
  {
    title: '#28 what looks like a policy in metadata that a person can write',
    event: holding(
      {},
      {
        user_metadata: { og_lock: 'x', og_block: 'x', og_exempt: true, og_rebind: 'x' },
      },
    ),
    outcome: admitted(),
  },
  {
    title: '#28b a lock that a person wrote is none',
    event: { user: { user_metadata: { og_lock: intact } } },
    rulebook: afterCutOver,
    outcome: MISSING,
  },
  {
    title: "#28c modes in the request are nobody's",
    event: {
      ...holding({}, { email: 'ann@mail.example' }),
      request: { query: { og_modes: 'email-lock=off' } },
    },
    outcome: refused('email-lock:EMAIL_DRIFT'),
  },
  {
    title: '#28d modes in the metadata of an application may tighten, and never loosen',
    event: {
      ...holding({}, { email: 'ann@mail.example' }),
      client: { metadata: { og_modes: 'email-lock=off' } },
      organization: { metadata: { og_modes: 'email-lock=monitor' } },
    },
    outcome: refused('email-lock:EMAIL_DRIFT'),
  },
  {
    title: '#28e metadata that passes for a part of the profile',
    event: holding({ phone_verified: true }),
    outcome: refused('runtime-guard:STATE_SHADOW_KEY'),
  },
]

/** B. Is the guard's own state believed only where it is its own? */
export const STATE_INTEGRITY: readonly LoginScenario[] = [
  ...edited,
  ...deleted,
  ...hostile,
  ...keys,
  ...claims,
]
