import { type Lock, type LockContent, NOTHING_LOCKED } from '../../policies/lock.ts'
import { decideLogin } from '../../policies/login/decide.ts'
import type { Door } from '../../policies/login/door.ts'
import type { LoginFacts } from '../../policies/login/facts.ts'
import { loginFacts } from '../../policies/login/login-facts.ts'
import { isAskedLive } from '../../policies/login/membership.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import { isOffEverywhere, OFF } from '../../policies/mode.ts'

/** What is stored of a person: no lock, one under a key that is being retired, or one as it should be. */
export type Held = 'nothing' | 'old key' | 'lock'
/** What becomes of a login: somebody admitted of whom a record is to be written, or not; or a refusal. */
export type LoginAnswer = 'writes' | 'passes' | 'refused'

/** A person as far as people differ here. */
export type SomePerson = {
  readonly held: Held
  /** From 0 to 1, the person's for good: when their turn comes within `spread`. */
  readonly share: number
}

/** What the guard's own policies answer to people who do nothing unusual. */
export type LoginAnswers = {
  ask(person: SomePerson, nowMs: number): LoginAnswer
  /** Whether a login at this door asks the Management API who is a member. */
  looksUp(door: Door): boolean
}

const ORGANIZATION = 'an organization'
const MARK = 'mark of the address'
/** Not of a company: what such a source may vouch for is another question. */
const SOURCE = 'a database of people'

const LOCKED: LockContent = {
  ...NOTHING_LOCKED,
  entries: [
    {
      mark: MARK,
      memberships: [
        { organization: ORGANIZATION, identitySource: SOURCE, origin: 'first-seen', lockedAtMs: 0 },
      ],
    },
  ],
}

/**
 * The policies themselves, the same function as in the Action: members who were there before the guard sign
 * in to their organization with an address that is proven and never changed. Nobody is blocked or exempt.
 */
export const loginAnswers = (settings: LoginSettings): LoginAnswers => ({
  ask(person, nowMs) {
    const decision = decideLogin(plainLogin(person, settings, nowMs), settings)
    if (decision.outcome !== 'allow') return 'refused'
    return decision.lock === null ? 'passes' : 'writes'
  },
  looksUp: (door) =>
    isAskedLive(door, settings.membership) && !isOffEverywhere(settings.rollout.membership ?? OFF),
})

function plainLogin({ held, share }: SomePerson, settings: LoginSettings, nowMs: number) {
  const lock: Lock =
    held === 'nothing'
      ? { kind: 'absent' }
      : { kind: 'held', isOutdated: held === 'old key', ...LOCKED }
  return loginFacts({
    nowMs,
    door: 'sign-in',
    scope: SCOPE,
    lock,
    renewedLock: held === 'old key' ? LOCKED : null,
    person: { ...PERSON, share },
    membership: {
      roles: [settings.membership.markerRole],
      live: 'member',
      lastConfirmedMs: nowMs,
    },
    ...NOTHING_AGAINST,
    organizationStatus: settings.orgStatus.active[0] ?? null,
    vouchedAtMs: nowMs,
  })
}

const SCOPE = {
  application: 'an application',
  organization: { kind: 'named', id: ORGANIZATION },
  identitySource: SOURCE,
} as const

const PERSON: Partial<LoginFacts['person']> = {
  id: 'somebody',
  // Before any spread or cut-over.
  createdAtMs: 0,
  address: {
    kind: 'usable',
    marks: [MARK],
    domain: 'example.com',
    isDeceptive: false,
    formerly: [],
  },
  addressVerified: true,
  addressIsOfSource: true,
  addressIsOfOtherEnterprise: false,
  linkedAddresses: [],
  isShadowed: false,
}

const NOTHING_AGAINST = {
  blocks: { kind: 'listed', blocks: [] },
  actors: [],
  isEnterpriseSource: false,
  wasErased: false,
  isOwnerKnown: true,
  keys: 'ready',
  requestedModes: [],
} as const satisfies Partial<LoginFacts>
