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
import type { PointOf } from '../../builders/survey.ts'

/**
 * The abstract space of each policy: one word for every way in which something it looks at can
 * matter, and the login that such words mean. Whoever adds a fact, a setting or a boundary adds it here.
 */
type AbstractLogins<S extends Readonly<Record<string, readonly unknown[]>>> = {
  readonly space: S
  readonly toLogin: (point: PointOf<S>) => readonly [LoginFacts, LoginSettings]
}
const abstractly = <const S extends Readonly<Record<string, readonly unknown[]>>>(
  space: S,
  toLogin: AbstractLogins<S>['toLogin'],
): AbstractLogins<S> => ({ space, toLogin })

/** Lists of at most two. */
export const upToTwo = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => [
  [],
  ...items.map((one) => [one]),
  ...items.flatMap((one) => items.map((other) => [one, other])),
]

const PLAIN_SETTINGS = loginSettings()
export const GOOGLE = 'con_googleAAAAAAAAAA'
const ORGANIZATIONS = ['acme', 'globex', 'none', 'unknown'] as const
const OR_FORGED = [...ORGANIZATIONS, 'forged'] as const
export const contextOf = (organization: (typeof OR_FORGED)[number]): OrganizationContext => {
  if (organization === 'acme') return inOrganization(ACME)
  if (organization === 'forged') return { kind: 'unknown', isForged: true }
  return organization === 'globex' ? inOrganization(GLOBEX) : { kind: organization }
}
const scopeOf = (organization: (typeof OR_FORGED)[number]) => ({
  scope: { organization: contextOf(organization) },
})

export const RUNTIME_GUARD = abstractly(
  {
    keys: ['ready', 'unusable'],
    door: EVERY_DOOR,
    isOwnerKnown: [true, false],
    lock: ['absent', 'held', 'CONFIG_INVALID', 'STATE_TAMPERED', 'STATE_COPIED'],
    isShadowed: [false, true],
  },
  ({ keys, door, isOwnerKnown, lock, isShadowed }) => [
    aLogin({
      keys,
      door,
      isOwnerKnown,
      person: { isShadowed },
      lock:
        lock === 'absent'
          ? { kind: lock }
          : lock === 'held'
            ? aLogin().lock
            : { kind: 'unreadable', reason: lock },
    }),
    PLAIN_SETTINGS,
  ],
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
export const BLOCK_LISTS: readonly ('unreadable' | readonly AbstractBlock[])[] = [
  'unreadable',
  ...upToTwo(EVERY_BLOCK),
]
export const blocksOf = (blocks: (typeof BLOCK_LISTS)[number]): LoginFacts['blocks'] =>
  blocks === 'unreadable'
    ? { kind: blocks }
    : listed(
        ...blocks.map(({ from, ends }) => ({
          from: from === 'everywhere' ? from : { organization: from === 'acme' ? ACME : GLOBEX },
          untilMs: BLOCK_ENDS[ends],
        })),
      )

/** For `user-suspended` and `org-blocked`, which read the same record. */
export const BLOCKED = abstractly(
  { blocks: BLOCK_LISTS, organization: ORGANIZATIONS, door: ['sign-in', 'refresh'] },
  ({ blocks, organization, door }) => [
    aLogin({ blocks: blocksOf(blocks), door, ...scopeOf(organization), lock: lockedForBoth }),
    PLAIN_SETTINGS,
  ],
)
const lockedForBoth = held(aLockEntry(ANNS_MARK, ACME, GLOBEX))

export const ORG_STATUS = abstractly(
  {
    organization: OR_FORGED,
    door: EVERY_DOOR,
    status: [null, 'active', 'trial', 'ended', '', 'ACTIVE', '__proto__'],
    active: [[], ['active'], ['active', 'trial']],
  },
  ({ organization, door, status, active }) => [
    aLogin({ ...scopeOf(organization), door, organizationStatus: status, lock: lockedForBoth }),
    { ...PLAIN_SETTINGS, orgStatus: { active } },
  ],
)

export const ORG_REQUIRED = abstractly(
  { organization: OR_FORGED, door: EVERY_DOOR },
  ({ organization, door }) => [
    aLogin({ ...scopeOf(organization), door, lock: lockedForBoth }),
    PLAIN_SETTINGS,
  ],
)

export const GRACE_MS = HOUR_MS
const CONFIRMED = {
  never: Number.NEGATIVE_INFINITY,
  now: NOON_MS,
  'a grace ago': NOON_MS - GRACE_MS,
  'longer than a grace ago': NOON_MS - GRACE_MS - 1,
  'in the future': NOON_MS + 1,
} as const

export const MEMBERSHIP = abstractly(
  {
    organization: OR_FORGED,
    door: EVERY_DOOR,
    source: ['platform', 'marker-role', 'effective-role', 'group', 'live'],
    roles: [[], ['member'], ['Member'], ['admin', 'member']],
    live: ['unasked', 'member', 'stranger', 'unavailable'],
    liveDoors: [[], ['refresh'], EVERY_DOOR],
    onUnavailable: ['deny', 'allow', 'grace'],
    confirmed: Object.keys(CONFIRMED) as (keyof typeof CONFIRMED)[],
  },
  ({ organization, door, source, roles, live, liveDoors, onUnavailable, confirmed }) => [
    aLogin({
      ...scopeOf(organization),
      door,
      lock: lockedForBoth,
      membership: { roles, live, lastConfirmedMs: CONFIRMED[confirmed] },
    }),
    {
      ...PLAIN_SETTINGS,
      membership: {
        source,
        markerRole: 'member',
        groups: {},
        liveDoors,
        onUnavailable,
        graceMs: GRACE_MS,
      },
    },
  ],
)

export const VERIFIED_EMAIL = abstractly(
  {
    address: ['absent', 'unacceptable', 'usable'],
    isVerified: [true, false],
    source: [MEMBERS, GOOGLE, ''],
    trusted: [[], [MEMBERS], [GOOGLE, MEMBERS]],
  },
  ({ address, isVerified, source, trusted }) => [
    aLogin({
      person: {
        address: address === 'usable' ? usable(ANNS_MARK) : { kind: address },
        addressVerified: isVerified,
      },
      scope: { identitySource: source },
    }),
    {
      ...PLAIN_SETTINGS,
      trustedSources: trusted,
      identityLock: { pin: 'off', linked: 'same-address' },
    },
  ],
)

export const SOURCE_DOMAIN = abstractly(
  {
    address: ['absent', 'unacceptable', 'acme.example.com', 'globex.example.com'],
    source: [MEMBERS, GOOGLE, ''],
    isEnterprise: [true, false],
    isBelowEnterprise: [true, false],
    listed: ['nothing', 'acme.example.com', 'globex.example.org'],
    ofOrganization: [null, [], ['acme.example.com']],
    unlisted: ['pass', 'refuse'],
    organization: ['acme', 'none', 'unknown'],
  },
  ({
    address,
    source,
    isEnterprise,
    isBelowEnterprise,
    listed,
    ofOrganization,
    unlisted,
    organization,
  }) => [
    aLogin({
      person: {
        address:
          address === 'absent' || address === 'unacceptable'
            ? { kind: address }
            : { ...usable(ANNS_MARK), domain: address },
        addressIsOfSource: !isBelowEnterprise,
        addressIsOfOtherEnterprise: isBelowEnterprise,
      },
      scope: { identitySource: source, organization: contextOf(organization) },
      isEnterpriseSource: isEnterprise,
      organizationDomains: ofOrganization,
    }),
    {
      ...PLAIN_SETTINGS,
      sourceDomain: { domains: listed === 'nothing' ? {} : { [GOOGLE]: [listed] }, unlisted },
    },
  ],
)

const MACHINE = 'clientSupportDeskAAAAAAAAAAAAAAA'
const ACTORS = {
  'a machine of acme': MACHINE,
  'a machine of globex': 'clientGlobexDeskAAAAAAAAAAAAAAA',
  'a delegate of acme': 'auth0|desk-acme',
  'a delegate of globex': 'auth0|desk-globex',
  'a delegate whose time is over': 'auth0|desk-over',
  'a stranger': 'auth0|stranger',
  'somebody unreadable': '',
} as const
export type AbstractActor = keyof typeof ACTORS

export const DELEGATION = abstractly(
  {
    organization: ORGANIZATIONS,
    door: ['sign-in', 'refresh'],
    actors: upToTwo(Object.keys(ACTORS) as AbstractActor[]),
    machines: ['listed', 'unlisted'],
    delegates: ['named', 'unnamed'],
  },
  ({ organization, door, actors, machines, delegates }) => [
    aLogin({
      ...scopeOf(organization),
      door,
      lock: lockedForBoth,
      actors: actors.map((one) => ACTORS[one]),
      delegates: delegates === 'named' ? DELEGATES : [],
    }),
    {
      ...PLAIN_SETTINGS,
      delegation: {
        actors:
          machines === 'listed'
            ? { [ACME]: [MACHINE], [GLOBEX]: [ACTORS['a machine of globex']] }
            : {},
      },
    },
  ],
)
const DELEGATES: LoginFacts['delegates'] = [
  { actor: ACTORS['a delegate of acme'], organization: ACME, untilMs: NOON_MS + 1 },
  { actor: ACTORS['a delegate of globex'], organization: GLOBEX, untilMs: NOON_MS + DAY_MS },
  { actor: ACTORS['a delegate whose time is over'], organization: ACME, untilMs: NOON_MS },
]

/** How long ago, in terms of the greatest age that is allowed; below nought is in the future. */
export const UPSTREAM_FRESHNESS = abstractly(
  {
    vouched: ['never', 'now', 'soon', 'at the limit', 'past the limit', 'in 1970'],
    maxAgeMs: [HOUR_MS, DAY_MS],
    missingEvidence: ['deny', 'observe'],
  },
  ({ vouched, maxAgeMs, missingEvidence }) => [
    aLogin({ vouchedAtMs: vouchedAt(vouched, maxAgeMs) }),
    { ...PLAIN_SETTINGS, upstreamFreshness: { maxAgeMs, missingEvidence } },
  ],
)
export function vouchedAt(vouched: string, maxAgeMs: number): number | null {
  switch (vouched) {
    case 'never':
      return null
    case 'now':
      return NOON_MS
    case 'soon':
      return NOON_MS + 60_000
    case 'at the limit':
      return NOON_MS - maxAgeMs
    case 'past the limit':
      return NOON_MS - maxAgeMs - 1
    default:
      return 0
  }
}

export const OLD_MARK = 'old-key.ann'
export type AbstractAddress = 'absent' | 'unacceptable' | 'ann' | 'ann, by an older key' | 'other'
export const addressOf = (address: AbstractAddress): PersonAddress => {
  switch (address) {
    case 'absent':
    case 'unacceptable':
      return { kind: address }
    case 'ann':
      return usable(ANNS_MARK, OLD_MARK)
    case 'ann, by an older key':
      return usable(OLD_MARK)
    default:
      return usable(OTHER_MARK)
  }
}
const ADDRESSES = ['absent', 'unacceptable', 'ann', 'ann, by an older key', 'other'] as const
/** Organization and identity source of a membership. */
const GRANTS = [
  'acme by members',
  'acme by google',
  'globex by members',
  'globex by google',
] as const
const grantOf = (grant: (typeof GRANTS)[number]) => ({
  organization: grant.startsWith('acme') ? ACME : GLOBEX,
  identitySource: grant.endsWith('members') ? MEMBERS : GOOGLE,
  origin: 'invitation' as const,
  lockedAtMs: NOON_MS - DAY_MS,
})

export const IDENTITY_LOCK = abstractly(
  {
    organization: ORGANIZATIONS,
    door: ['sign-in', 'refresh'],
    lock: ['absent', 'STATE_TAMPERED', 'STATE_COPIED', 'CONFIG_INVALID', ...upToTwo(GRANTS)],
    source: [MEMBERS, GOOGLE, ''],
    pin: ['off', 'source'],
    linked: ['any', 'same-address'],
    address: ADDRESSES,
    accounts: upToTwo(ADDRESSES),
  },
  ({ organization, door, lock, source, pin, linked, address, accounts }) => [
    aLogin({
      scope: { organization: contextOf(organization), identitySource: source },
      door,
      person: { address: addressOf(address), linkedAddresses: accounts.map(addressOf) },
      lock:
        lock === 'absent'
          ? { kind: lock }
          : typeof lock === 'string'
            ? { kind: 'unreadable', reason: lock }
            : held(...lock.map((grant) => ({ mark: ANNS_MARK, memberships: [grantOf(grant)] }))),
    }),
    { ...PLAIN_SETTINGS, identityLock: { pin, linked } },
  ],
)

const IDENTIFIERS = [
  'absent',
  'unmarked',
  'the frozen one',
  'another',
  'the frozen one, re-marked',
] as const
const identifierOf = (identifier: (typeof IDENTIFIERS)[number]) =>
  identifier === 'absent'
    ? { kind: identifier }
    : {
        kind: 'present' as const,
        marks: {
          unmarked: [],
          'the frozen one': ['key.frozen'],
          another: ['key.another'],
          'the frozen one, re-marked': ['new-key.frozen', 'key.frozen'],
        }[identifier],
      }

export const IDENTIFIER_LOCK = abstractly(
  {
    phone: IDENTIFIERS,
    isPhoneVerified: [true, false],
    username: IDENTIFIERS,
    lock: ['absent', 'STATE_TAMPERED', 'STATE_COPIED', 'CONFIG_INVALID', 'held'],
    lockedPhone: [null, 'key.frozen'],
    lockedUsername: [null, 'key.frozen'],
    phoneRule: ['free', 'verified', 'frozen'],
    usernameRule: ['free', 'frozen'],
  },
  (point) => [
    aLogin({
      person: {
        phone: { ...identifierOf(point.phone), verified: point.isPhoneVerified },
        username: identifierOf(point.username),
      },
      lock:
        point.lock === 'held'
          ? {
              kind: 'held',
              isOutdated: false,
              ...lockOf(aLockEntry(ANNS_MARK, ACME)),
              phone: point.lockedPhone,
              username: point.lockedUsername,
            }
          : point.lock === 'absent'
            ? { kind: 'absent' }
            : { kind: 'unreadable', reason: point.lock },
    }),
    {
      ...PLAIN_SETTINGS,
      identifierLock: { phone: point.phoneRule, username: point.usernameRule },
    },
  ],
)
