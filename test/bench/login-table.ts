import type { Lock, LockEntry } from '../../policies/lock.ts'
import type { FormerAddress, LoginFacts, Marks, PersonAddress } from '../../policies/login/facts.ts'
import {
  ACME,
  GLOBEX,
  LOGIN_SETTINGS,
  MEMBERS,
  NOW_MS,
  OFFICE,
  PORTAL,
  SUPPORT,
  TRUSTED,
  UPSTREAM,
} from './login-settings.ts'

/**
 * The decision table that engines are compared on: a plain login, each boundary class of each fact
 * alone, and every two of them together.
 */
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const MARK: Marks = ['k1.own', 'k0.own']
const FORMER_MARK: Marks = ['k1.former', 'k0.former']
const OTHER_MARK: Marks = ['k1.other', 'k0.other']

const usable = (marks: Marks, formerly: readonly FormerAddress[] = []): PersonAddress => ({
  kind: 'usable',
  marks,
  domain: 'acme.example.com',
  isDeceptive: false,
  formerly,
})

const formerly = (organization: string, untilMs: number): PersonAddress =>
  usable(OTHER_MARK, [{ organization, untilMs, marks: FORMER_MARK }])

const entry = (mark: string, organization: string, identitySource = MEMBERS): LockEntry => ({
  mark,
  memberships: [
    { organization, identitySource, origin: 'invitation', lockedAtMs: NOW_MS - 90 * DAY_MS },
  ],
})

const held = (...entries: readonly LockEntry[]): Extract<Lock, { kind: 'held' }> => ({
  kind: 'held',
  isOutdated: false,
  entries,
  phone: 'k1.phone',
  username: 'k1.name',
  spent: ['spent'],
})

const plainLogin: LoginFacts = {
  nowMs: NOW_MS,
  door: 'sign-in',
  scope: {
    application: PORTAL,
    organization: { kind: 'named', id: ACME },
    identitySource: MEMBERS,
  },
  person: {
    id: 'members|ann',
    createdAtMs: NOW_MS - 365 * DAY_MS,
    address: usable(MARK),
    addressVerified: true,
    addressIsOfSource: true,
    addressIsOfOtherEnterprise: false,
    phone: { kind: 'present', marks: ['k1.phone'], verified: true },
    username: { kind: 'present', marks: ['k1.name'] },
    linkedAddresses: [],
    isShadowed: false,
    share: 0,
  },
  lock: held(entry(MARK[0], ACME)),
  rebinds: [],
  grants: [],
  blocks: { kind: 'listed', blocks: [] },
  membership: { roles: [], live: 'unasked', lastConfirmedMs: Number.NEGATIVE_INFINITY },
  organizationStatus: null,
  actors: [],
  delegates: [],
  vouchedAtMs: NOW_MS - HOUR_MS,
  isEnterpriseSource: false,
  organizationDomains: null,
  isOwnerKnown: true,
  keys: 'ready',
  invitationClaimed: false,
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  requestedModes: [],
}

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
  set({
    blocks: {
      kind: 'listed',
      blocks: [{ from: from === 'everywhere' ? from : { organization: from }, untilMs }],
    },
  })
const rebind = (id: string, expiresAtMs: number): Change =>
  set({ rebinds: [{ id, organization: ACME, mark: OTHER_MARK[0], expiresAtMs }] })
const live = (answer: LoginFacts['membership']['live'], ageMs: number): Change =>
  set({ membership: { roles: [], live: answer, lastConfirmedMs: NOW_MS - ageMs } })
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
  setPerson({ address: usable(OTHER_MARK) }),
  setPerson({ address: formerly(ACME, NOW_MS + 1) }),
  setPerson({ address: formerly(ACME, NOW_MS) }),
  setPerson({ address: formerly(GLOBEX, NOW_MS + 1) }),
  setPerson({ addressVerified: false }),
  setPerson({ addressVerified: false, addressIsOfSource: false }),
  setPerson({ phone: { kind: 'absent', verified: false } }),
  setPerson({ phone: { kind: 'present', marks: ['k1.phone'], verified: false } }),
  setPerson({ phone: { kind: 'present', marks: ['k1.another'], verified: true } }),
  setPerson({ username: { kind: 'absent' } }),
  setPerson({ username: { kind: 'present', marks: ['k1.another'] } }),
  setPerson({ linkedAddresses: [usable(MARK)] }),
  setPerson({ linkedAddresses: [usable(OTHER_MARK)] }),
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
  rebind('fresh', NOW_MS + 1),
  rebind('fresh', NOW_MS),
  rebind('spent', NOW_MS + 1),
  set({ blocks: { kind: 'unreadable' } }),
  block('everywhere', null),
  block('everywhere', NOW_MS - 60_000),
  block('everywhere', NOW_MS - 59_999),
  block(ACME, null),
  block(ACME, NOW_MS - 60_000),
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
  at(NOW_MS - LOGIN_SETTINGS.upstreamFreshness.maxAgeMs),
  at(NOW_MS - LOGIN_SETTINGS.upstreamFreshness.maxAgeMs - 1),
  set({ invitationClaimed: true }),
  set({ breakGlassUntilMs: NOW_MS + 1 }),
  set({ breakGlassUntilMs: NOW_MS }),
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
  const distinct = new Map(rows.map((facts) => [keyOf(facts), facts]))
  return [...distinct.values()]
}

// JSON has no -Infinity, which stands for "never" here.
const keyOf = (facts: LoginFacts): string =>
  JSON.stringify(facts, (_key, value) => (typeof value === 'number' ? String(value) : value))
