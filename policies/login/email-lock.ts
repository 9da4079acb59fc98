import { contentOf, entriesFor, type LockEntry, type LockOrigin, type Permission } from '../lock.ts'
import { deny, PASS, type Policy, type Verdict } from '../policy.ts'
import { withinAllowance } from '../within-allowance.ts'
import type { LoginFacts } from './facts.ts'
import { freezeIdentifiers } from './identifier-lock.ts'
import { isPresent } from './is-present.ts'
import { type Comparison, lockMembership } from './lock-membership.ts'
import { isKnownAddress, isLockedAddress, isOnlyAddress } from './locked-address.ts'
import { moveLock } from './move-lock.ts'
import type { LoginSettings } from './settings.ts'
import { mayVouch } from './source-domain.ts'
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
    const { organization } = scope
    if (lock.kind === 'unreadable') return deny(lock.reason)
    const held = contentOf(lock)
    const isAnythingLocked = held.entries.length > 0
    if (organization.kind === 'none' && !isAnythingLocked) return PASS
    if (person.address.kind === 'absent') return deny('EMAIL_ABSENT')
    if (person.address.kind === 'unacceptable') {
      return deny(isAnythingLocked ? 'EMAIL_DRIFT' : 'EMAIL_UNACCEPTABLE')
    }
    switch (organization.kind) {
      case 'named': {
        const { marks, isDeceptive } = person.address
        return compare({ facts, settings, held, organization: organization.id, marks, isDeceptive })
      }
      case 'none':
        // No membership is used, but whoever has another mailbox than any of them is not this person.
        return isKnownAddress(held.entries, person.address, nowMs) ? PASS : deny('EMAIL_DRIFT')
      case 'unknown':
        return isOnlyAddress(held.entries, person.address, nowMs) ? PASS : deny('EMAIL_DRIFT')
      default:
        return organization satisfies never
    }
  },
}

function compare(comparison: Comparison): Verdict {
  const { held, organization } = comparison
  const granted = entriesFor(held.entries, organization)
  const isUnchanged = granted.every(isUsed(comparison))
  if (granted.length > 0 && isUnchanged) return keep(comparison)
  const moved = moveLock(comparison)
  if (moved?.kind === 'pass') return moved
  return granted.length > 0 ? (moved ?? deny('EMAIL_DRIFT')) : adopt(comparison)
}

/** Nothing is locked for this organization yet: may the current address become the locked one? */
function adopt(comparison: Comparison): Verdict {
  const { facts, settings, held, isDeceptive } = comparison
  const { onMissing, cutOverMs } = settings.emailLock
  const isProven = held.entries.some(isOfEntry(comparison)) || addressIsProven(facts, settings)
  const grants = grantsHere(comparison)
  const isGranted = grants.some(isOfEntry(comparison))
  if (isProven && isGranted) return record(comparison, 'grant')
  // Whatever else speaks for them: what was erased on purpose comes back by an operator's word alone.
  if (facts.wasErased) return deny('LOCK_MISSING')
  // Whom an operator named an address for is locked to that one: its record may not have been kept yet.
  if (grants.length > 0 && !grants.some(isUsed(comparison))) return deny('LOCK_MISSING')
  const known = knownElsewhere(comparison)
  const isKnown = known !== null
  const mayAdoptNow = mayAdoptLate(comparison, isKnown)
  // Trusting the first address that is seen must not run against what is locked already.
  if (held.entries.length > 0 && !isKnown && !mayAdoptNow) return deny('LOCK_MISSING')
  const mayAdopt = facts.nowMs < cutOverMs || mayAdoptNow
  if (onMissing === 'deny' || !mayAdopt) return deny('LOCK_MISSING')
  if (onMissing === 'observe') return PASS
  if (isDeceptive && !isKnown) return deny('EMAIL_UNACCEPTABLE')
  if (!isProven || !isTurn(facts, settings)) return PASS
  return record(comparison, known ?? (facts.invitationClaimed ? 'invitation' : 'first-seen'))
}

/**
 * How an address comes to be locked that is that of another membership; null: it is of none. What an
 * operator permitted is for the organization that they named: it says nothing of others from the
 * cut-over on, where grants are demanded, or where another address is locked too; and what rests on it
 * alone says no more.
 */
function knownElsewhere(comparison: Comparison): LockOrigin | null {
  const { facts, settings, held } = comparison
  const { newcomers, cutOverMs } = settings.emailLock
  const origins = originsOf(held.entries.filter(isOfEntry(comparison)))
  if (origins.some((origin) => !isPermitted(origin))) return 'known-address'
  const isOpen = newcomers !== 'grant' && facts.nowMs < cutOverMs
  const isAlone = held.entries.every(isOfEntry(comparison))
  return (isOpen && isAlone && origins[0]) || null
}

/**
 * As it stands, without former domains: what an organization says of its own addresses makes that of another
 * membership nobody's own, or it would be known everywhere from then on.
 */
const isOfEntry =
  ({ marks }: Comparison) =>
  ({ mark }: Pick<LockEntry, 'mark'>): boolean =>
    marks.includes(mark)

const originsOf = (entries: readonly LockEntry[]): readonly LockOrigin[] =>
  entries.flatMap(({ memberships }) => memberships.map(({ origin }) => origin))

const isPermitted = (origin: LockOrigin): boolean => origin === 'grant' || origin === 'rebind'

/** What operators permitted for this organization, and has not ended: whatever the address. */
const grantsHere = ({ facts, settings, organization }: Comparison): readonly Permission[] =>
  facts.grants.filter(
    (grant) =>
      grant.organization === organization &&
      withinAllowance(grant.expiresAtMs, facts.nowMs, settings.longestAllowanceMs),
  )

/** The address in use, under a former domain of the organization too. */
const isUsed =
  ({ facts, organization }: Comparison) =>
  (one: Pick<LockEntry, 'mark'>): boolean =>
    isLockedAddress(one, facts.person.address, organization, facts.nowMs)

/**
 * After the cut-over an older person without any lock may have lost it to whoever wants a new one;
 * an account that is younger than the cut-over never had one to lose.
 */
function mayAdoptLate(comparison: Comparison, isKnown: boolean): boolean {
  const { facts, settings, held } = comparison
  const { newcomers, cutOverMs, onMissing } = settings.emailLock
  if (newcomers === 'grant') return false
  if (isKnown) return true
  const { person, lock } = facts
  // All that is locked is this address, by permissions, or it were known: they take nothing from who had no more.
  const isOnlyPermitted = held.entries.length > 0 && held.entries.every(isOfEntry(comparison))
  const isUnlocked = lock.kind === 'absent' || isOnlyPermitted
  // Nobody is a newcomer where nothing is recorded: they would be one for ever.
  const isNewcomer =
    isUnlocked &&
    onMissing !== 'observe' &&
    person.createdAtMs >= cutOverMs &&
    isPresent(facts) &&
    person.addressIsOfSource &&
    addressIsProven(facts, settings)
  return isNewcomer && (newcomers === 'adopt' || mayVouch(facts, settings))
}

/** The membership is locked to the address from now on, if somebody is there. */
function record(comparison: Comparison, origin: LockOrigin): Verdict {
  const { facts, held } = comparison
  // Through a linked account nothing is locked: it would be pinned to a source that is not its own.
  if (!isPresent(facts) || !facts.person.addressIsOfSource) return PASS
  const entries = lockMembership(held.entries, comparison, origin)
  const beside = freezeIdentifiers(facts.renewedLock ?? held, facts.person)
  return { kind: 'pass', record: { ...beside, entries } }
}

/** The address is the locked one; the record may still want to be completed or made with a new key. */
function keep({ facts, settings, held }: Comparison): Verdict {
  const kept = facts.renewedLock ?? held
  const completed = freezeIdentifiers(kept, facts.person)
  const isComplete = completed.phone === kept.phone && completed.username === kept.username
  const isCurrent = isComplete && facts.renewedLock === null
  if (isCurrent || !isPresent(facts) || !isTurn(facts, settings)) return PASS
  return { kind: 'pass', record: completed }
}

/** It is their share's turn: writes are rationed at the platform. */
function isTurn({ nowMs, person }: LoginFacts, { emailLock: { spread } }: LoginSettings): boolean {
  const isNew = person.createdAtMs >= spread.fromMs
  return isNew || nowMs >= spread.fromMs + person.share * spread.days * DAY_MS
}

const DAY_MS = 86_400_000
