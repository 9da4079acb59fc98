import { contentOf, type Lock, type LockContent } from '../../policies/lock.ts'

/**
 * Key rotation: what is locked, with every mark made anew whose value today's profile shows. Nothing
 * comes to be locked that was not, and no other value takes the place of one.
 * @param shown marks of each of these values, the signing key's first
 * @returns what to store; null where that is stored already, under the signing key
 */
export function renewLock(lock: Lock, shown: readonly (readonly string[])[]): LockContent | null {
  if (lock.kind !== 'held') return null
  const anew = <Mark extends string | null>(mark: Mark): Mark | string =>
    shown.find((marks) => mark !== null && marks.includes(mark))?.[0] ?? mark
  const held = contentOf(lock)
  const renewed = {
    ...held,
    entries: held.entries.map((entry) => ({ ...entry, mark: anew(entry.mark) })),
    phone: anew(held.phone),
    username: anew(held.username),
  }
  const before = marksIn(held)
  const isSame = marksIn(renewed).every((mark, place) => mark === before[place])
  return isSame && !lock.isOutdated ? null : renewed
}

/** Of addresses, and of the frozen telephone number and user name: each is lost with its key. */
export const marksIn = ({ entries, phone, username }: LockContent): readonly string[] => [
  ...entries.map(({ mark }) => mark),
  ...[phone, username].filter((mark) => mark !== null),
]
