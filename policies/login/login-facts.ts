import type { LoginFacts, MembershipEvidence, Person } from './facts.ts'

/** What speaks against somebody, or makes the rules stricter: silence would hide it. */
type MustBeSaid = 'nowMs' | 'actors' | 'organizationStatus' | 'requestedModes'

/** What somebody knows about a login. */
export type KnownOfLogin = Pick<LoginFacts, MustBeSaid> &
  Partial<Omit<LoginFacts, MustBeSaid | 'person' | 'membership' | 'scope'>> & {
    readonly person?: Partial<Person>
    readonly membership?: Partial<MembershipEvidence>
    readonly scope?: Partial<LoginFacts['scope']>
  }

/**
 * The facts of a login for whoever does not know all of them, such as a back end: evidence that is left
 * out is missing, so that every policy that demands it refuses.
 */
export const loginFacts = ({ person, membership, scope, ...known }: KnownOfLogin): LoginFacts => ({
  door: 'unknown',
  lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
  renewedLock: null,
  rebinds: [],
  grants: [],
  blocks: { kind: 'unreadable' },
  delegates: [],
  vouchedAtMs: null,
  isEnterpriseSource: true,
  organizationDomains: null,
  wasErased: true,
  isOwnerKnown: false,
  keys: 'unusable',
  invitationClaimed: false,
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  ...known,
  scope: {
    application: '',
    organization: { kind: 'unknown' },
    identitySource: '',
    ...scope,
  },
  person: { ...UNKNOWN_PERSON, ...person },
  membership: {
    roles: [],
    live: 'unavailable',
    lastConfirmedMs: Number.NEGATIVE_INFINITY,
    ...membership,
  },
})

const UNKNOWN_PERSON: Person = {
  id: '',
  createdAtMs: Number.NEGATIVE_INFINITY,
  address: { kind: 'absent' },
  addressVerified: false,
  addressIsOfSource: false,
  addressIsOfOtherEnterprise: true,
  phone: { kind: 'absent', verified: false },
  username: { kind: 'absent' },
  linkedAddresses: [{ kind: 'absent' }],
  isShadowed: true,
  share: 0,
}
