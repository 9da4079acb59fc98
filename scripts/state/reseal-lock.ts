import { marksOf, readPersonAddress } from '../../actions/records/address-mark.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import { renewLock } from '../../actions/records/renew-lock.ts'
import type { EquivalentDomain } from '../../actions/rulebook/baked-rulebook.ts'
import type { LockContent } from '../../policies/lock.ts'
import type { PersonRecords } from './person-records.ts'

/**
 * What is to be stored so that the lock outlives the older key; null where that is stored already. A
 * login moves the same marks, but for those of a company's former domains, which nobody shows there.
 */
export function resealLock(
  { lock, email, phone, username }: PersonRecords,
  keyring: Keyring,
  tenantId: string,
  equivalentDomains: readonly EquivalentDomain[],
): LockContent | null {
  const address = readPersonAddress(email, keyring, tenantId, equivalentDomains)
  return renewLock(lock, [
    ...(address.kind === 'usable'
      ? [address.marks, ...address.formerly.map(({ marks }) => marks)]
      : []),
    ...(phone === null ? [] : [marksOf('phone', phone, keyring, tenantId)]),
    ...(username === null ? [] : [marksOf('username', username, keyring, tenantId)]),
  ])
}
