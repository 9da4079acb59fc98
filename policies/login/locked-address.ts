import type { LockEntry } from '../lock.ts'
import type { PersonAddress } from './facts.ts'

/**
 * Whether the address is the locked one for an organization, under its domain of today or one that
 * the organization has left behind.
 */
export function isLockedAddress(
  { mark }: Pick<LockEntry, 'mark'>,
  address: PersonAddress,
  organization: string,
  nowMs: number,
): boolean {
  if (address.kind !== 'usable') return false
  return (
    address.marks.includes(mark) ||
    address.formerly.some(
      (former) =>
        former.organization === organization &&
        nowMs < former.untilMs &&
        former.marks.includes(mark),
    )
  )
}

/** Whether it is the locked one for any organization. */
export const isKnownAddress = (
  entries: readonly LockEntry[],
  address: PersonAddress,
  nowMs: number,
): boolean =>
  entries.some((entry) =>
    entry.memberships.some(({ organization }) =>
      isLockedAddress(entry, address, organization, nowMs),
    ),
  )

/** Whether it is the locked one for every organization: one that cannot be named may be any. */
export const isOnlyAddress = (
  entries: readonly LockEntry[],
  address: PersonAddress,
  nowMs: number,
): boolean =>
  entries.every((entry) =>
    entry.memberships.every(({ organization }) =>
      isLockedAddress(entry, address, organization, nowMs),
    ),
  )
