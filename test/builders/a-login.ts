import { renewLock } from '../../actions/records/renew-lock.ts'
import type { Block } from '../../policies/block.ts'
import { type LockContent, type LockEntry, NOTHING_LOCKED } from '../../policies/lock.ts'
import type { LoginFacts, Person, PersonAddress } from '../../policies/login/facts.ts'
import type { OrganizationContext } from '../../policies/mode.ts'
import { ACME, ANN, MEMBERS, PORTAL } from './ids.ts'
import { DAY_MS, NOON_MS } from './noon.ts'

export const ANNS_MARK = 'key.ann'
export const OTHER_MARK = 'key.somebody-else'

export const inOrganization = (id: string): OrganizationContext => ({ kind: 'named', id })

export const aLockEntry = (mark: string, ...organizations: string[]): LockEntry => ({
  mark,
  memberships: organizations.map((organization) => ({
    organization,
    identitySource: MEMBERS,
    origin: 'invitation',
    lockedAtMs: NOON_MS - DAY_MS,
  })),
})

export const lockOf = (...entries: LockEntry[]): LockContent => ({ ...NOTHING_LOCKED, entries })

export const held = (...entries: LockEntry[]): Extract<LoginFacts['lock'], { kind: 'held' }> => ({
  kind: 'held',
  isOutdated: false,
  ...lockOf(...entries),
})

export const usable = (
  ...marks: [string, ...string[]]
): Extract<PersonAddress, { kind: 'usable' }> => ({
  kind: 'usable',
  marks,
  domain: 'acme.example.com',
  isDeceptive: false,
  formerly: [],
})

export const listed = (...blocks: Block[]): LoginFacts['blocks'] => ({ kind: 'listed', blocks })

const plainLogin: LoginFacts = {
  nowMs: NOON_MS,
  door: 'sign-in',
  scope: { application: PORTAL, organization: inOrganization(ACME), identitySource: MEMBERS },
  person: {
    id: ANN,
    createdAtMs: NOON_MS - 30 * DAY_MS,
    address: usable(ANNS_MARK),
    addressVerified: true,
    addressIsOfSource: true,
    addressIsOfOtherEnterprise: false,
    phone: { kind: 'absent', verified: false },
    username: { kind: 'absent' },
    linkedAddresses: [],
    isShadowed: false,
    share: 0,
  },
  lock: held(aLockEntry(ANNS_MARK, ACME)),
  renewedLock: null,
  rebinds: [],
  grants: [],
  blocks: listed(),
  membership: { roles: [], live: 'unasked', lastConfirmedMs: Number.NEGATIVE_INFINITY },
  organizationStatus: null,
  actors: [],
  delegates: [],
  vouchedAtMs: NOON_MS,
  isEnterpriseSource: false,
  organizationDomains: null,
  wasErased: false,
  isOwnerKnown: true,
  keys: 'ready',
  invitationClaimed: false,
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  requestedModes: [],
}

export type LoginDifferences = Partial<Omit<LoginFacts, 'person' | 'scope'>> & {
  readonly person?: Partial<Person>
  readonly scope?: Partial<LoginFacts['scope']>
}

/** A member signing in with the proven address that is locked for the organization. */
export const aLogin = (differences: LoginDifferences = {}): LoginFacts =>
  withRenewedLock({
    ...plainLogin,
    ...differences,
    person: { ...plainLogin.person, ...differences.person },
    scope: { ...plainLogin.scope, ...differences.scope },
  })

/** As the lock follows from the rest: no login says the one without the other. */
export const withRenewedLock = (facts: LoginFacts): LoginFacts => {
  const { address, phone, username } = facts.person
  const shown = [address, phone, username].map((one) => ('marks' in one ? one.marks : []))
  return { ...facts, renewedLock: renewLock(facts.lock, shown) }
}
