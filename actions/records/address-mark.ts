import { normaliseAddress } from '../../policies/address.ts'
import type { FormerAddress, Marks, PersonAddress } from '../../policies/login/facts.ts'
import type { EquivalentDomain } from '../rulebook/baked-rulebook.ts'
import { type DerivedKeys, type Keyring, keyedHash } from './keyring.ts'

/** What a mark is made of: a mark of an address never equals one of a telephone number. */
export type MarkKind = 'address' | 'phone' | 'username' | 'user-id'

/**
 * What stands for a value in records: `<key id>.<keyed hash>`. Equal marks are equal values; whoever
 * reads the record without the key learns nothing by guessing.
 */
export const markOf = (kind: MarkKind, value: string, key: DerivedKeys, tenantId: string): string =>
  `${key.id}.${keyedHash(key.mark, [kind, tenantId, value])}`

/** Of the key that it is lost with. */
export const keyIdOfMark = (mark: string): string => mark.split('.')[0] ?? ''

/** Under every key the guard knows, the signing key's first. */
export function marksOf(
  kind: MarkKind,
  value: string,
  { verifying }: Keyring,
  tenantId: string,
): Marks {
  return verifying.map((key) => markOf(kind, value, key, tenantId)) as [string, ...string[]]
}

/** The address of a profile as facts know it. Without keys there is nothing to compare with. */
export function readPersonAddress(
  email: unknown,
  keyring: Keyring | null,
  tenantId: string,
  equivalentDomains: readonly EquivalentDomain[] = [],
): PersonAddress {
  if (typeof email !== 'string' || email.trim() === '') return { kind: 'absent' }
  const address = normaliseAddress(email)
  if (address.kind === 'unacceptable' || keyring === null) return { kind: 'unacceptable' }
  const { form, domain, isDeceptive } = address
  const local = form.slice(0, -domain.length)
  const formerly = equivalentDomains
    .filter(({ to }) => to === domain)
    .map(
      ({ organization, from, untilMs }): FormerAddress => ({
        organization,
        untilMs,
        marks: marksOf('address', `${local}${from}`, keyring, tenantId),
      }),
    )
  const marks = marksOf('address', form, keyring, tenantId)
  return { kind: 'usable', marks, domain, isDeceptive, formerly }
}
