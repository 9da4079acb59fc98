import { type Address, normaliseAddress } from '../policies/address.ts'
import type { PersonAddress } from '../policies/login/facts.ts'
import { type DerivedKeys, type Keyring, keyedHash } from './keyring.ts'

/**
 * What stands for an address in records: `<key id>.<keyed hash>`. Equal marks are equal addresses;
 * whoever reads the record without the key learns nothing by guessing addresses.
 */
export const markAddress = (form: string, key: DerivedKeys, tenantId: string): string =>
  `${key.id}.${keyedHash(key.mark, ['mark', tenantId, form])}`

/** The address of a profile as facts know it. Without keys there is nothing to compare with. */
export function readPersonAddress(
  email: unknown,
  keyring: Keyring | null,
  tenantId: string,
): PersonAddress {
  if (typeof email !== 'string' || email.trim() === '') return { kind: 'absent' }
  const address: Address = normaliseAddress(email)
  if (address.kind === 'unacceptable' || keyring === null) return { kind: 'unacceptable' }
  const [first, ...others] = keyring.verifying
  const markUnder = (key: DerivedKeys): string => markAddress(address.form, key, tenantId)
  return { kind: 'usable', marks: [markUnder(first), ...others.map(markUnder)] }
}
