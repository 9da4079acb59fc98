import type { LoginFacts, MembershipEvidence, Person } from './facts.ts'

/** What somebody knows about a login. Only the time has no least trusting value. */
export type KnownOfLogin = Pick<LoginFacts, 'nowMs'> &
  Partial<Omit<LoginFacts, 'person' | 'membership' | 'scope'>> & {
    readonly person?: Partial<Person>
    readonly membership?: Partial<MembershipEvidence>
    readonly scope?: Partial<LoginFacts['scope']>
  }

/**
 * The facts of a login for whoever does not know all of them, such as a back end: whatever is left out
 * has its least trusting value. So a login of which only the time is known is refused by every policy
 * that demands evidence.
 */
export const loginFacts = ({ person, membership, scope, ...known }: KnownOfLogin): LoginFacts => ({
  door: 'unknown',
  lock: { kind: 'unreadable', reason: 'CONFIG_INVALID' },
  renewedLock: null,
  rebinds: [],
  grants: [],
  blocks: { kind: 'unreadable' },
  organizationStatus: null,
  actors: [],
  delegates: [],
  vouchedAtMs: null,
  isEnterpriseSource: true,
  organizationDomains: null,
  isOwnerKnown: false,
  keys: 'unusable',
  invitationClaimed: false,
  breakGlassUntilMs: Number.NEGATIVE_INFINITY,
  requestedModes: [],
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
  linkedAddresses: [],
  isShadowed: true,
  share: 0,
}
