import { contentOf, entriesFor, type LockContent } from '../lock.ts'
import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import { type Identifier, INTERACTIVE_DOORS, type LoginFacts } from './facts.ts'
import { type Comparison, lockMembership } from './lock-membership.ts'
import { isLockedAddress } from './locked-address.ts'
import { moveLock } from './rebind.ts'
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
    const { scope, lock, person, nowMs } = facts
    if (scope.organization.kind === 'none') return PASS
    if (lock.kind === 'unreadable') return deny(lock.reason)
    const held = contentOf(lock)
    if (person.address.kind === 'absent') return deny('EMAIL_ABSENT')
    if (person.address.kind === 'unacceptable') {
      return deny(held.entries.length > 0 ? 'EMAIL_DRIFT' : 'EMAIL_UNACCEPTABLE')
    }
    if (scope.organization.kind === 'unknown') {
      // Some organization's token: one of the locked addresses must be in use.
      const inUse = held.entries.some((entry) =>
        isLockedAddress(entry, person.address, null, nowMs),
      )
      return held.entries.length === 0 || inUse ? PASS : deny('EMAIL_DRIFT')
    }
    return compare({
      facts,
      settings,
      held,
      organization: scope.organization.id,
      marks: person.address.marks,
    })
  },
}

function compare(comparison: Comparison): Verdict {
  const { facts, held, organization } = comparison
  const granted = entriesFor(held.entries, organization)
  const isUnchanged = granted.every((entry) =>
    isLockedAddress(entry, facts.person.address, organization, facts.nowMs),
  )
  if (granted.length > 0 && isUnchanged) return keep(comparison)
  const moved = moveLock(comparison)
  if (moved?.kind === 'pass') return moved
  return granted.length > 0 ? (moved ?? deny('EMAIL_DRIFT')) : adopt(comparison)
}

/** Nothing is locked for this organization yet: may the current address become the locked one? */
function adopt(comparison: Comparison): Verdict {
  const { facts, settings, held, marks } = comparison
  const { onMissing, cutOverMs } = settings.emailLock
  if (onMissing === 'observe') return PASS
  const isKnown = held.entries.some((entry) => marks.includes(entry.mark))
  const isProven = isKnown || addressIsProven(facts, settings)
  // Before the cut-over everyone may. After it: a known address, and people younger than the
  // cut-over. An older person without any lock may have lost it to whoever wants a new one.
  const isNewcomer =
    facts.lock.kind === 'absent' && facts.person.createdAtMs >= cutOverMs && isProven
  const mayAdopt = facts.nowMs < cutOverMs || isKnown || isNewcomer
  if (onMissing === 'deny' || !mayAdopt) return deny('LOCK_MISSING')
  if (!isProven || !mayRecord(facts, settings)) return PASS
  const origin = isKnown ? 'known-address' : facts.invitationClaimed ? 'invitation' : 'first-seen'
  const entries = lockMembership(held.entries, comparison, origin)
  return { kind: 'pass', record: frozen({ ...held, entries }, facts) }
}

/** The address is the locked one; the record may still want to be completed or made with a new key. */
function keep({ facts, settings, held, marks }: Comparison): Verdict {
  const completed = frozen(held, facts)
  const isOutdated = facts.lock.kind === 'held' && facts.lock.isOutdated
  const isComplete = completed.phone === held.phone && completed.username === held.username
  // A record that was signed anew at another address keeps this one's mark under the older key.
  const isMarkedAnew = !held.entries.some(({ mark }) => mark !== marks[0] && marks.includes(mark))
  if ((isComplete && isMarkedAnew && !isOutdated) || !mayRecord(facts, settings)) return PASS
  const entries = completed.entries.map((entry) =>
    marks.includes(entry.mark) ? { ...entry, mark: marks[0] } : entry,
  )
  return { kind: 'pass', record: { ...completed, entries } }
}

const frozen = (content: LockContent, { person }: LoginFacts): LockContent => ({
  ...content,
  // An unproven number is nobody's yet.
  phone:
    remarked(content.phone, person.phone) ?? (person.phone.verified ? markOf(person.phone) : null),
  username: remarked(content.username, person.username) ?? markOf(person.username),
})

const markOf = (identifier: Identifier): string | null =>
  identifier.kind === 'present' ? (identifier.marks[0] ?? null) : null

/** What is frozen, under the newest key: the key it was made with may be retired next. */
const remarked = (frozen: string | null, identifier: Identifier): string | null =>
  frozen !== null && identifier.kind === 'present' && identifier.marks.includes(frozen)
    ? markOf(identifier)
    : frozen

/** A person is present, and it is their share's turn: writes are rationed at the platform. */
function mayRecord(
  { door, nowMs, person }: LoginFacts,
  { emailLock: { spread } }: LoginSettings,
): boolean {
  if (!INTERACTIVE_DOORS.has(door)) return false
  const isNew = person.createdAtMs >= spread.fromMs
  return isNew || nowMs >= spread.fromMs + person.share * spread.days * DAY_MS
}

const DAY_MS = 86_400_000
