import type { LockEntry } from '../lock.ts'
import type { PersonAddress } from './facts.ts'

/**
 * Whether the address is the locked one, under its domain of today or one that was left behind.
 * @param organization whose former domains count; null for any
 */
export function isLockedAddress(
  { mark }: LockEntry,
  address: PersonAddress,
  organization: string | null,
  nowMs: number,
): boolean {
  if (address.kind !== 'usable') return false
  return (
    address.marks.includes(mark) ||
    address.formerly.some(
      (former) =>
        (organization === null || former.organization === organization) &&
        nowMs < former.untilMs &&
        former.marks.includes(mark),
    )
  )
}
