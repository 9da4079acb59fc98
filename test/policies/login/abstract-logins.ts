import type { LoginFacts, PersonAddress } from '../../../policies/login/facts.ts'
import type { LoginSettings } from '../../../policies/login/settings.ts'
import type { OrganizationContext } from '../../../policies/mode.ts'
import {
  ANNS_MARK,
  aLockEntry,
  aLogin,
  held,
  inOrganization,
  listed,
  lockOf,
  OTHER_MARK,
  usable,
} from '../../builders/a-login.ts'
import { EVERY_DOOR } from '../../builders/every-door.ts'
import { ACME, GLOBEX, MEMBERS } from '../../builders/ids.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS, NOON_MS } from '../../builders/noon.ts'
import { type FactsIn, meaning, only, type Space } from '../../builders/survey.ts'

/**
 * The abstract space of each policy: one word for every way in which something it looks at can
 * matter, and the login that such words mean. Whoever adds a fact, a setting or a boundary adds it here.
 */
export type AbstractLogins<S extends Space> = {
  readonly space: S
  readonly toLogin: (facts: FactsIn<S>) => readonly [LoginFacts, LoginSettings]
}
export const abstractly = <const S extends Space>(
  space: S,
  toLogin: AbstractLogins<S>['toLogin'],
): AbstractLogins<S> => ({ space, toLogin })

/** Lists of at most two. */
export const upToTwo = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => [
  [],
  ...items.map((one) => [one]),
  ...items.flatMap((one) => items.map((other) => [one, other])),
]

export const PLAIN_SETTINGS = loginSettings()
export const GOOGLE = 'con_googleAAAAAAAAAA'
export const ORGANIZATIONS: Readonly<
  Record<'acme' | 'globex' | 'none' | 'unknown', OrganizationContext>
> = {
  acme: inOrganization(ACME),
  globex: inOrganization(GLOBEX),
  none: { kind: 'none' },
  unknown: { kind: 'unknown' },
}
const OR_FORGED: Readonly<Record<keyof typeof ORGANIZATIONS | 'forged', OrganizationContext>> = {
  ...ORGANIZATIONS,
  forged: { kind: 'unknown', isForged: true },
}
const lockedForBoth = held(aLockEntry(ANNS_MARK, ACME, GLOBEX))
/** Whatever the organization may be, it is one that the person's address is locked for. */
const aMember = ({
  organization,
  ...others
}: Partial<LoginFacts> & { readonly organization: OrganizationContext }) =>
  aLogin({ ...others, scope: { organization }, lock: lockedForBoth })

const unreadable = (reason: 'CONFIG_INVALID' | 'STATE_TAMPERED' | 'STATE_COPIED') =>
  ({ kind: 'unreadable', reason }) as const
/** Locks that hold nothing. */
export const BARE_LOCKS = {
  absent: { kind: 'absent' },
  CONFIG_INVALID: unreadable('CONFIG_INVALID'),
  STATE_TAMPERED: unreadable('STATE_TAMPERED'),
  STATE_COPIED: unreadable('STATE_COPIED'),
} as const satisfies Readonly<Record<string, LoginFacts['lock']>>
const BARE = Object.keys(BARE_LOCKS) as (keyof typeof BARE_LOCKS)[]
/** The bare locks, and one that is held for each list of what it holds. */
export const locksOf = <Content>(
  contents: readonly (readonly Content[])[],
  toLock: (content: readonly Content[]) => LoginFacts['lock'],
) =>
  meaning<keyof typeof BARE_LOCKS | readonly Content[], LoginFacts['lock']>(
    [...BARE, ...contents],
    (lock) => (typeof lock === 'string' ? BARE_LOCKS[lock] : toLock(lock)),
  )

const RUNTIME_GUARD = abstractly(
  {
    keys: ['ready', 'unusable'],
    door: EVERY_DOOR,
    isOwnerKnown: [true, false],
    lock: { ...BARE_LOCKS, held: aLogin().lock },
    isShadowed: [false, true],
  },
  ({ isShadowed, ...facts }) => [aLogin({ ...facts, person: { isShadowed } }), PLAIN_SETTINGS],
)

/** When a block ends: the skew of clocks is 60 seconds. */
const BLOCK_ENDS = {
  never: null,
  later: NOON_MS + DAY_MS,
  'a skew ago, but a millisecond': NOON_MS - 59_999,
  'a skew ago': NOON_MS - 60_000,
  'long ago': NOON_MS - DAY_MS,
} as const
export type AbstractBlock = {
  readonly from: 'everywhere' | 'acme' | 'globex'
  readonly ends: keyof typeof BLOCK_ENDS
}
const EVERY_BLOCK = (['everywhere', 'acme', 'globex'] as const).flatMap((from) =>
  (Object.keys(BLOCK_ENDS) as AbstractBlock['ends'][]).map(
    (ends): AbstractBlock => ({ from, ends }),
  ),
)
export type AbstractBlocks = 'unreadable' | readonly AbstractBlock[]
const toBlocks = (blocks: AbstractBlocks): LoginFacts['blocks'] =>
  blocks === 'unreadable'
    ? { kind: blocks }
    : listed(
        ...blocks.map(({ from, ends }) => ({
          from: from === 'everywhere' ? from : { organization: from === 'acme' ? ACME : GLOBEX },
          untilMs: BLOCK_ENDS[ends],
        })),
      )
export const BLOCKS = meaning<AbstractBlocks, LoginFacts['blocks']>(
  ['unreadable', ...upToTwo(EVERY_BLOCK)],
  toBlocks,
)

/** For `user-suspended` and `org-blocked`, which read the same record. */
const BLOCKED = abstractly(
  { blocks: BLOCKS, organization: ORGANIZATIONS, door: ['sign-in', 'refresh'] },
  (facts) => [aMember(facts), PLAIN_SETTINGS],
)

const ORG_STATUS = abstractly(
  {
    organization: OR_FORGED,
    door: EVERY_DOOR,
    organizationStatus: [null, 'active', 'trial', 'ended', '', 'ACTIVE', '__proto__'],
    active: [[], ['active'], ['active', 'trial']],
  },
  ({ active, ...facts }) => [aMember(facts), { ...PLAIN_SETTINGS, orgStatus: { active } }],
)

const ORG_REQUIRED = abstractly({ organization: OR_FORGED, door: EVERY_DOOR }, (facts) => [
  aMember(facts),
  PLAIN_SETTINGS,
])

const GRACE_MS = HOUR_MS
const MEMBERSHIP = abstractly(
  {
    organization: OR_FORGED,
    door: EVERY_DOOR,
    source: ['platform', 'marker-role', 'effective-role', 'group', 'live'],
    roles: [[], ['member'], ['Member'], ['admin', 'member']],
    live: ['unasked', 'member', 'stranger', 'unavailable'],
    liveDoors: [[], ['refresh'], EVERY_DOOR],
    onUnavailable: ['deny', 'allow', 'grace'],
    confirmed: {
      never: Number.NEGATIVE_INFINITY,
      now: NOON_MS,
      'a grace ago': NOON_MS - GRACE_MS,
      'longer than a grace ago': NOON_MS - GRACE_MS - 1,
      'in the future': NOON_MS + 1,
    },
  },
  ({ organization, door, roles, live, confirmed, ...settings }) => [
    aMember({ organization, door, membership: { roles, live, lastConfirmedMs: confirmed } }),
    {
      ...PLAIN_SETTINGS,
      membership: { ...settings, markerRole: 'member', groups: {}, graceMs: GRACE_MS },
    },
  ],
)

const VERIFIED_EMAIL = abstractly(
  {
    address: {
      absent: { kind: 'absent' },
      unacceptable: { kind: 'unacceptable' },
      usable: usable(ANNS_MARK),
    },
    addressVerified: [true, false],
    identitySource: [MEMBERS, GOOGLE, ''],
    trustedSources: [[], [MEMBERS], [GOOGLE, MEMBERS]],
  },
  ({ identitySource, trustedSources, ...person }) => [
    aLogin({ person, scope: { identitySource } }),
    { ...PLAIN_SETTINGS, trustedSources, identityLock: { pin: 'off', linked: 'same-address' } },
  ],
)

const SOURCE_DOMAIN = abstractly(
  {
    address: {
      absent: { kind: 'absent' },
      unacceptable: { kind: 'unacceptable' },
      'acme.example.com': { ...usable(ANNS_MARK), domain: 'acme.example.com' },
      'globex.example.com': { ...usable(ANNS_MARK), domain: 'globex.example.com' },
    },
    source: [MEMBERS, GOOGLE, ''],
    isEnterprise: [true, false],
    isBelowEnterprise: [true, false],
    listed: {
      nothing: {},
      'acme.example.com': { [GOOGLE]: ['acme.example.com'] },
      'globex.example.org': { [GOOGLE]: ['globex.example.org'] },
    } as Readonly<
      Record<
        'nothing' | 'acme.example.com' | 'globex.example.org',
        LoginSettings['sourceDomain']['domains']
      >
    >,
    ofOrganization: [null, [], ['acme.example.com']],
    unlisted: ['pass', 'refuse'],
    organization: only(ORGANIZATIONS, 'acme', 'none', 'unknown'),
  },
  (facts) => [
    aLogin({
      person: {
        address: facts.address,
        addressIsOfSource: !facts.isBelowEnterprise,
        addressIsOfOtherEnterprise: facts.isBelowEnterprise,
      },
      scope: { identitySource: facts.source, organization: facts.organization },
      isEnterpriseSource: facts.isEnterprise,
      organizationDomains: facts.ofOrganization,
    }),
    { ...PLAIN_SETTINGS, sourceDomain: { domains: facts.listed, unlisted: facts.unlisted } },
  ],
)

const MACHINES = {
  acme: 'clientSupportDeskAAAAAAAAAAAAAAA',
  globex: 'clientGlobexDeskAAAAAAAAAAAAAAA',
}
const ACTORS = {
  'a machine of acme': MACHINES.acme,
  'a machine of globex': MACHINES.globex,
  'a delegate of acme': 'auth0|desk-acme',
  'a delegate of globex': 'auth0|desk-globex',
  'a delegate whose time is over': 'auth0|desk-over',
  'a stranger': 'auth0|stranger',
  'somebody unreadable': '',
} as const
export type AbstractActor = keyof typeof ACTORS
const EVERY_ACTOR = Object.keys(ACTORS) as AbstractActor[]
const delegate = (actor: AbstractActor, organization: string, untilMs: number) => ({
  actor: ACTORS[actor],
  organization,
  untilMs,
})

const DELEGATION = abstractly(
  {
    organization: ORGANIZATIONS,
    door: ['sign-in', 'refresh'],
    actors: meaning(upToTwo(EVERY_ACTOR), (actors) => actors.map((one) => ACTORS[one])),
    machines: meaning(['listed', 'unlisted'], (machines): LoginSettings['delegation']['actors'] =>
      machines === 'listed' ? { [ACME]: [MACHINES.acme], [GLOBEX]: [MACHINES.globex] } : {},
    ),
    delegates: {
      named: [
        delegate('a delegate of acme', ACME, NOON_MS + 1),
        delegate('a delegate of globex', GLOBEX, NOON_MS + DAY_MS),
        delegate('a delegate whose time is over', ACME, NOON_MS),
      ],
      unnamed: [],
    },
  },
  ({ machines, ...facts }) => [
    aMember(facts),
    { ...PLAIN_SETTINGS, delegation: { actors: machines } },
  ],
)

/** When, in terms of the greatest age that is allowed. */
const UPSTREAM_FRESHNESS = abstractly(
  {
    vouched: {
      never: () => null,
      now: () => NOON_MS,
      soon: () => NOON_MS + 60_000,
      'at the limit': (maxAgeMs: number) => NOON_MS - maxAgeMs,
      'past the limit': (maxAgeMs: number) => NOON_MS - maxAgeMs - 1,
      'in 1970': () => 0,
    },
    maxAgeMs: [HOUR_MS, DAY_MS],
    missingEvidence: ['deny', 'observe'],
  },
  ({ vouched, maxAgeMs, missingEvidence }) => [
    aLogin({ vouchedAtMs: vouched(maxAgeMs) }),
    { ...PLAIN_SETTINGS, upstreamFreshness: { maxAgeMs, missingEvidence } },
  ],
)

export const OLD_MARK = 'old-key.ann'
export const MAILBOXES = {
  absent: { kind: 'absent' },
  unacceptable: { kind: 'unacceptable' },
  ann: usable(ANNS_MARK, OLD_MARK),
  'ann, by an older key': usable(OLD_MARK),
  other: usable(OTHER_MARK),
} as const satisfies Readonly<Record<string, PersonAddress>>
type Mailbox = keyof typeof MAILBOXES
export const linkedOf = (lists: readonly (readonly Mailbox[])[]) =>
  meaning(lists, (linked) => linked.map((one): PersonAddress => MAILBOXES[one]))

/** Organization and identity source of a membership. */
export type AbstractGrant = `${'acme' | 'globex'} by ${'members' | 'google'}`
const GRANTS: readonly AbstractGrant[] = [
  'acme by members',
  'acme by google',
  'globex by members',
  'globex by google',
]
const grantOf = (grant: AbstractGrant) => ({
  organization: grant.startsWith('acme') ? ACME : GLOBEX,
  identitySource: grant.endsWith('members') ? MEMBERS : GOOGLE,
  origin: 'invitation' as const,
  lockedAtMs: NOON_MS - DAY_MS,
})
export const grantLocks = (lists: readonly (readonly AbstractGrant[])[]) =>
  locksOf(lists, (grants) =>
    held(...grants.map((one) => ({ mark: ANNS_MARK, memberships: [grantOf(one)] }))),
  )

const IDENTITY_LOCK = abstractly(
  {
    organization: ORGANIZATIONS,
    door: ['sign-in', 'refresh'],
    lock: grantLocks(upToTwo(GRANTS)),
    source: [MEMBERS, GOOGLE, ''],
    pin: ['off', 'source'],
    linked: ['any', 'same-address'],
    address: MAILBOXES,
    accounts: linkedOf(upToTwo(Object.keys(MAILBOXES) as Mailbox[])),
  },
  ({ organization, door, lock, source, pin, linked, address, accounts }) => [
    aLogin({
      scope: { organization, identitySource: source },
      door,
      person: { address, linkedAddresses: accounts },
      lock,
    }),
    { ...PLAIN_SETTINGS, identityLock: { pin, linked } },
  ],
)

const present = (...marks: readonly string[]) => ({ kind: 'present', marks }) as const
const IDENTIFIERS = {
  absent: { kind: 'absent' },
  unmarked: present(),
  'the frozen one': present('key.frozen'),
  another: present('key.another'),
  'the frozen one, re-marked': present('new-key.frozen', 'key.frozen'),
} as const
const HELD = { kind: 'held', isOutdated: false, ...lockOf(aLockEntry(ANNS_MARK, ACME)) } as const

const IDENTIFIER_LOCK = abstractly(
  {
    phone: IDENTIFIERS,
    verified: [true, false],
    username: IDENTIFIERS,
    lock: { ...BARE_LOCKS, held: HELD },
    lockedPhone: [null, 'key.frozen'],
    lockedUsername: [null, 'key.frozen'],
    phoneRule: ['free', 'verified', 'frozen'],
    usernameRule: ['free', 'frozen'],
  },
  ({ phone, verified, username, lock, ...point }) => [
    aLogin({
      person: { phone: { ...phone, verified }, username },
      lock:
        lock.kind === 'held'
          ? { ...lock, phone: point.lockedPhone, username: point.lockedUsername }
          : lock,
    }),
    {
      ...PLAIN_SETTINGS,
      identifierLock: { phone: point.phoneRule, username: point.usernameRule },
    },
  ],
)

/** By the policy that looks at it. */
export const ABSTRACT_LOGINS = {
  'runtime-guard': RUNTIME_GUARD,
  'user-suspended': BLOCKED,
  'org-blocked': BLOCKED,
  'org-status': ORG_STATUS,
  'org-required': ORG_REQUIRED,
  membership: MEMBERSHIP,
  'source-domain': SOURCE_DOMAIN,
  'verified-email': VERIFIED_EMAIL,
  'identity-lock': IDENTITY_LOCK,
  'identifier-lock': IDENTIFIER_LOCK,
  delegation: DELEGATION,
  'upstream-freshness': UPSTREAM_FRESHNESS,
} as const
