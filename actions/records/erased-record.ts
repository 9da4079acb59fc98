import type { PersonAddress } from '../../policies/login/facts.ts'
import { readText } from '../reading/read-text.ts'
import { marksOf } from './address-mark.ts'
import type { Keyring } from './keyring.ts'
import type { LockOwner } from './lock-owner.ts'

/**
 * `og_erased`, `og_erased_2`, … in the metadata of an organization: tombstones of people who were erased and
 * had been let in there. Each value is the id of a key and then, without anything between, the beginnings
 * of marks under that key: of an address, or of a user id.
 *
 * They are there and not in a profile because the profile is gone, and because a login shows the
 * organization's metadata without a question to anybody. Metadata holds little, so that a mark is cut to
 * 48 bits: of a hundred thousand million strangers one is taken for one of a hundred erased people, and is
 * then asked for a grant.
 */
export const ERASED_KEY = 'og_erased'

/**
 * Whether an account may be one of somebody who was erased in this organization. Where the key of a value is
 * not known, retired ones included, nobody can tell who is in it: then everybody may be.
 */
export function wasErased(
  metadata: unknown,
  address: PersonAddress,
  { tenantId, userId }: LockOwner,
  keyring: Keyring | null,
): boolean {
  const values = Object.entries(metadata ?? {}).filter(([key]) => key.startsWith(ERASED_KEY))
  if (values.length === 0 || keyring === null) return values.length > 0
  const marks = [
    ...marksOf('user-id', userId, keyring, tenantId),
    ...(address.kind === 'usable'
      ? [address, ...address.formerly].flatMap((one) => one.marks)
      : []),
  ]
  return values.some(([, value]) => {
    const known = marks.filter((mark) => readText(value).startsWith(keyIdIn(mark)))
    return known.length === 0 || known.some((mark) => value.includes(cutOf(mark)))
  })
}

// A mark is `<key id>.<hash>`.
export const keyIdIn = (mark: string): string => mark.slice(0, 8)
export const cutOf = (mark: string): string => mark.slice(9, 17)
