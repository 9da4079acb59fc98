import type { Lock, LockEntry, LockOrigin } from '../lock.ts'
import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import { INTERACTIVE_DOORS, type LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'
import { addressIsProven } from './verified-email.ts'

/**
 * email-lock: a membership is used with the address it was granted to, and no other.
 * Why: the platform compares the invited address once, when the invitation is accepted, and forgets
 * it. Whatever changes the address afterwards would carry the membership to another mailbox.
 */
export const emailLock: Policy<LoginFacts, LoginSettings> = {
  id: 'email-lock',
  question: 'Is the address still the one that this membership was granted to?',
  evaluate(facts, settings) {
    const { address } = facts.person
    if (facts.scope.organization.kind === 'none') return PASS
    if (facts.lock.kind === 'unreadable') return deny(facts.lock.reason)
    if (address.kind === 'absent') return deny('EMAIL_ABSENT')
    const entries = facts.lock.kind === 'held' ? facts.lock.entries : []
    if (address.kind === 'unacceptable') {
      return deny(entries.length > 0 ? 'EMAIL_DRIFT' : 'EMAIL_UNACCEPTABLE')
    }
    const matches = (entry: LockEntry): boolean => address.marks.includes(entry.mark)
    if (facts.scope.organization.kind === 'unknown') {
      // Some organization's token: one of the locked addresses must be in use.
      return entries.length === 0 || entries.some(matches) ? PASS : deny('EMAIL_DRIFT')
    }
    const organization = facts.scope.organization.id
    const granted = entries.filter((entry) => holdsFor(entry, organization))
    if (granted.length > 0) return granted.every(matches) ? PASS : deny('EMAIL_DRIFT')
    return withoutLock(facts, settings, organization, entries, entries.some(matches))
  },
}

const holdsFor = (entry: LockEntry, organization: string): boolean =>
  entry.memberships.some((membership) => membership.organization === organization)

/** Nothing is locked for this organization yet: may the current address become the locked one? */
function withoutLock(
  facts: LoginFacts,
  settings: LoginSettings,
  organization: string,
  entries: readonly LockEntry[],
  addressIsKnown: boolean,
): Verdict {
  const { onMissing } = settings.emailLock
  if (onMissing === 'observe') return PASS
  const proven = addressIsKnown || addressIsProven(facts, settings)
  const adoptable = onMissing === 'adopt' && mayAdopt(facts, settings, addressIsKnown, proven)
  if (!adoptable) return deny('LOCK_MISSING')
  const { address } = facts.person
  const attended = INTERACTIVE_DOORS.has(facts.door)
  if (address.kind !== 'usable' || !attended || !proven) return PASS
  const origin = originOf(facts, addressIsKnown)
  const membership = {
    organization,
    identitySource: facts.scope.identitySource,
    origin,
    lockedAtMs: facts.nowMs,
  }
  return { kind: 'pass', record: withMembership(entries, address.marks, membership) }
}

/**
 * Before the cut-over everyone is let through. After it: people who hold a lock of this very address
 * already, and people younger than the cut-over who have proven theirs. An older person without any
 * lock may have lost it to whoever wants a new one.
 */
function mayAdopt(
  { person, lock, nowMs }: LoginFacts,
  { emailLock: { cutOverMs } }: LoginSettings,
  addressIsKnown: boolean,
  proven: boolean,
): boolean {
  if (nowMs < cutOverMs || addressIsKnown) return true
  return isAbsent(lock) && person.createdAtMs >= cutOverMs && proven
}

const isAbsent = (lock: Lock): boolean => lock.kind === 'absent'

function originOf({ invitationClaimed }: LoginFacts, addressIsKnown: boolean): LockOrigin {
  if (addressIsKnown) return 'known-address'
  return invitationClaimed ? 'invitation' : 'first-seen'
}

function withMembership(
  entries: readonly LockEntry[],
  marks: readonly [string, ...string[]],
  membership: LockEntry['memberships'][number],
): readonly LockEntry[] {
  const known = entries.find((entry) => marks.includes(entry.mark))
  const others = entries.filter((entry) => entry !== known)
  const memberships = [...(known?.memberships ?? []), membership]
  // The mark under the signing key: an entry that is touched moves to the newest key.
  return [...others, { mark: marks[0], memberships }]
}
