import { marksOf, readPersonAddress } from '../../actions/records/address-mark.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import type { EquivalentDomain } from '../../actions/rulebook/baked-rulebook.ts'
import { contentOf, type LockContent } from '../../policies/lock.ts'
import type { PersonRecords } from './person-records.ts'

/**
 * What is locked, with every mark made anew whose value the profile of today still shows: its
 * address, also under a former domain of a company, its telephone number and its user name. Nothing
 * comes to be locked that was not, and no other value takes the place of one.
 */
export function resealLock(
  { lock, email, phone, username }: PersonRecords,
  keyring: Keyring,
  tenantId: string,
  equivalentDomains: readonly EquivalentDomain[],
): LockContent {
  const address = readPersonAddress(email, keyring, tenantId, equivalentDomains)
  const known: readonly (readonly string[])[] = [
    ...(address.kind === 'usable'
      ? [address.marks, ...address.formerly.map(({ marks }) => marks)]
      : []),
    ...(phone === null ? [] : [marksOf('phone', phone, keyring, tenantId)]),
    ...(username === null ? [] : [marksOf('username', username, keyring, tenantId)]),
  ]
  const anew = <Mark extends string | null>(mark: Mark): Mark | string =>
    known.find((marks) => mark !== null && marks.includes(mark))?.[0] ?? mark
  const held = contentOf(lock)
  return {
    ...held,
    entries: held.entries.map((entry) => ({ ...entry, mark: anew(entry.mark) })),
    phone: anew(held.phone),
    username: anew(held.username),
  }
}
