import { entriesFor, type Lock } from '../../policies/lock.ts'
import type { PersonAddress } from '../../policies/login/facts.ts'
import { isLockedAddress } from '../../policies/login/locked-address.ts'

/** What a lock says of an address in one organization. */
export type LockMatch = 'matches' | 'differs' | 'none' | 'unreadable'

/** As `email-lock` compares: every entry of the organization counts, and its former domains do. */
export function matchLock(
  lock: Lock,
  address: PersonAddress,
  organization: string,
  nowMs: number,
): LockMatch {
  if (lock.kind === 'unreadable') return 'unreadable'
  const entries = lock.kind === 'held' ? entriesFor(lock.entries, organization) : []
  if (entries.length === 0) return 'none'
  const isLocked = entries.every((entry) => isLockedAddress(entry, address, organization, nowMs))
  return isLocked ? 'matches' : 'differs'
}
