import type { LockedMembership } from '../lock.ts'
import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts, PersonAddress } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * identity-lock: a membership is used through the identity source it was granted on, and no account
 * of another mailbox opens it.
 * Why: linking accounts leaves the profile's address as it is and lets another mailbox sign in.
 */
export const identityLock: Policy<LoginFacts, LoginSettings> = {
  id: 'identity-lock',
  question: 'Was the sign-in made with an identity that belongs to this membership?',
  evaluate({ scope, lock, person }, { identityLock: { pin, linked } }) {
    if (scope.organization.kind === 'none') return PASS
    if (lock.kind === 'unreadable') return deny(lock.reason)
    if (
      linked === 'same-address' &&
      !person.linkedAddresses.every((one) => isSame(one, person.address))
    ) {
      return deny('IDENTITY_MISMATCH')
    }
    if (pin === 'off' || lock.kind === 'absent') return PASS
    const { organization } = scope
    const concernsThisLogin = (one: LockedMembership): boolean =>
      organization.kind === 'unknown' || one.organization === organization.id
    const isGranted = (one: LockedMembership): boolean =>
      concernsThisLogin(one) && one.identitySource === scope.identitySource
    const isAnyGranted = lock.entries.some(({ memberships }) => memberships.some(isGranted))
    const isAnyLocked = lock.entries.some(({ memberships }) => memberships.some(concernsThisLogin))
    return isAnyGranted || !isAnyLocked ? PASS : deny('CONNECTION_NOT_ALLOWED')
  },
}

/** An account that shows no address cannot be shown to be of the same mailbox. */
const isSame = (linked: PersonAddress, own: PersonAddress): boolean =>
  linked.kind === 'usable' && own.kind === 'usable' && own.marks.includes(linked.marks[0])
