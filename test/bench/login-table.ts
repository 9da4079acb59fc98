import type { LockEntry } from '../../policies/lock.ts'
import type { LoginFacts, Marks, PersonAddress } from '../../policies/login/facts.ts'
import {
  held as aHeldLock,
  aLockEntry,
  aLogin,
  listed,
  usable,
  withRenewedLock,
} from '../builders/a-login.ts'
import { ACME, GLOBEX, MEMBERS } from '../builders/ids.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../builders/noon.ts'
import { LOGIN_SETTINGS, OFFICE, SUPPORT, TRUSTED, UPSTREAM } from './login-settings.ts'

/**
 * The decision table that engines are compared on: a plain login, each boundary class of each fact
 * alone, and every two of them together.
 */
const MARK: Marks = ['k1.own', 'k0.own']
const FORMER_MARK: Marks = ['k1.former', 'k0.former']
const OTHER_MARK: Marks = ['k1.other', 'k0.other']

const formerly = (organization: string, untilMs: number): PersonAddress => ({
  ...usable(...OTHER_MARK),
  formerly: [{ organization, untilMs, marks: FORMER_MARK }],
})
const entry = (mark: string, organization: string, identitySource = MEMBERS): LockEntry => {
  const { memberships, ...others } = aLockEntry(mark, organization)
  return { ...others, memberships: memberships.map((one) => ({ ...one, identitySource })) }
}
const held = (...entries: LockEntry[]): ReturnType<typeof aHeldLock> => ({
  ...aHeldLock(...entries),
  phone: 'k1.phone',
  username: 'k1.name',
  spent: ['spent'],
})

const plainLogin = aLogin({
  person: {
    createdAtMs: NOON_MS - 365 * DAY_MS,
    address: usable(...MARK),
    phone: { kind: 'present', marks: ['k1.phone'], verified: true },
    username: { kind: 'present', marks: ['k1.name'] },
  },
  lock: held(entry(MARK[0], ACME)),
  vouchedAtMs: NOON_MS - HOUR_MS,
})

type Change = (facts: LoginFacts) => LoginFacts

const set =
  (differences: Partial<LoginFacts>): Change =>
  (facts) => ({ ...facts, ...differences })
const setPerson =
  (person: Partial<LoginFacts['person']>): Change =>
  (facts) => ({ ...facts, person: { ...facts.person, ...person } })
const setScope =
  (scope: Partial<LoginFacts['scope']>): Change =>
  (facts) => ({ ...facts, scope: { ...facts.scope, ...scope } })
const block = (from: 'everywhere' | string, untilMs: number | null): Change =>
  set({ blocks: listed({ from: from === 'everywhere' ? from : { organization: from }, untilMs }) })
const rebind = (id: string, expiresAtMs: number): Change =>
  set({ rebinds: [{ id, organization: ACME, mark: OTHER_MARK[0], expiresAtMs }] })
const live = (answer: LoginFacts['membership']['live'], ageMs: number): Change =>
  set({ membership: { roles: [], live: answer, lastConfirmedMs: NOON_MS - ageMs } })
const at = (vouchedAtMs: number | null): Change => set({ vouchedAtMs })

const DOORS = [
  'silent',
  'refresh',
  'password',
  'device',
  'federation',
  'native',
  'exchange',
  'on-behalf',
  'unknown',
] as const

/** Each changes one fact to another of its boundary classes. */
const CHANGES: readonly Change[] = [
  ...DOORS.map((door) => set({ door })),
  setScope({ organization: { kind: 'named', id: GLOBEX } }),
  setScope({ organization: { kind: 'none' } }),
  setScope({ organization: { kind: 'unknown' } }),
  setScope({ application: OFFICE }),
  setScope({ identitySource: TRUSTED }),
  setScope({ identitySource: UPSTREAM }),
  setPerson({ id: '' }),
  setPerson({ createdAtMs: LOGIN_SETTINGS.emailLock.cutOverMs }),
  setPerson({ createdAtMs: LOGIN_SETTINGS.emailLock.cutOverMs - 1 }),
  setPerson({ address: { kind: 'absent' } }),
  setPerson({ address: { kind: 'unacceptable' } }),
  setPerson({ address: usable(...OTHER_MARK) }),
  setPerson({ address: formerly(ACME, NOON_MS + 1) }),
  setPerson({ address: formerly(ACME, NOON_MS) }),
  setPerson({ address: formerly(GLOBEX, NOON_MS + 1) }),
  setPerson({ addressVerified: false }),
  setPerson({ addressVerified: false, addressIsOfSource: false }),
  setPerson({ phone: { kind: 'absent', verified: false } }),
  setPerson({ phone: { kind: 'present', marks: ['k1.phone'], verified: false } }),
  setPerson({ phone: { kind: 'present', marks: ['k1.another'], verified: true } }),
  setPerson({ username: { kind: 'absent' } }),
  setPerson({ username: { kind: 'present', marks: ['k1.another'] } }),
  setPerson({ linkedAddresses: [usable(...MARK)] }),
  setPerson({ linkedAddresses: [usable(...OTHER_MARK)] }),
  setPerson({ linkedAddresses: [{ kind: 'absent' }] }),
  setPerson({ isShadowed: true }),
  set({ lock: { kind: 'absent' } }),
  set({ lock: { kind: 'unreadable', reason: 'STATE_TAMPERED' } }),
  set({ lock: { kind: 'unreadable', reason: 'STATE_COPIED' } }),
  set({ lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' }, keys: 'unusable' }),
  set({ lock: held() }),
  set({ lock: held(entry(MARK[1] ?? '', ACME)) }),
  set({ lock: held(entry(MARK[0], GLOBEX)) }),
  set({ lock: held(entry(FORMER_MARK[0], ACME)) }),
  set({ lock: held(entry(MARK[0], ACME), entry(OTHER_MARK[0], GLOBEX)) }),
  set({ lock: held(entry(MARK[0], ACME, UPSTREAM)) }),
  set({ lock: { ...held(entry(MARK[0], ACME)), phone: null, username: null } }),
  rebind('fresh', NOON_MS + 1),
  rebind('fresh', NOON_MS),
  rebind('spent', NOON_MS + 1),
  set({ blocks: { kind: 'unreadable' } }),
  block('everywhere', null),
  block('everywhere', NOON_MS - 60_000),
  block('everywhere', NOON_MS - 59_999),
  block(ACME, null),
  block(ACME, NOON_MS - 60_000),
  block(GLOBEX, null),
  live('member', 0),
  live('stranger', 0),
  live('unavailable', LOGIN_SETTINGS.membership.graceMs),
  live('unavailable', LOGIN_SETTINGS.membership.graceMs + 1),
  set({ organizationStatus: 'trial' }),
  set({ organizationStatus: 'suspended' }),
  set({ actors: [SUPPORT] }),
  set({ actors: ['somebody'] }),
  at(null),
  at(NOON_MS - LOGIN_SETTINGS.upstreamFreshness.maxAgeMs),
  at(NOON_MS - LOGIN_SETTINGS.upstreamFreshness.maxAgeMs - 1),
  set({ invitationClaimed: true }),
  set({ breakGlassUntilMs: NOON_MS + 1 }),
  set({ breakGlassUntilMs: NOON_MS }),
]

/** Distinct, in a fixed order. */
export function loginTable(): readonly LoginFacts[] {
  const rows = [
    plainLogin,
    ...CHANGES.map((change) => change(plainLogin)),
    ...CHANGES.flatMap((one, index) =>
      CHANGES.slice(index + 1).map((other) => other(one(plainLogin))),
    ),
  ]
  const distinct = new Map(rows.map(withRenewedLock).map((facts) => [keyOf(facts), facts]))
  return [...distinct.values()]
}

// JSON has no -Infinity, which stands for "never" here.
const keyOf = (facts: LoginFacts): string =>
  JSON.stringify(facts, (_key, value) => (typeof value === 'number' ? String(value) : value))
