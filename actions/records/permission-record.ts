import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Permission } from '../../policies/lock.ts'
import { isShortText } from '../reading/is-short-text.ts'

/**
 * Permissions of operators as they are stored: a list in a record,
 * `{ v: 1, g: [{ o: organization, m: address mark, e: seconds, i: id, x: signature }] }`.
 * Signed with Ed25519; an Action holds only the public key, so whoever gives permissions can forge
 * no lock, and nobody can forge a permission with what is deployed.
 */
export type StoredPermission = {
  readonly o: string
  readonly m: string
  readonly e: number
  readonly i: string
  /** base64url */
  readonly x: string
}

/** As many as an Action reads. */
const MOST_PERMISSIONS = 16

/**
 * What is signed, as bytes.
 * @param purpose so that no permission passes for one of another kind
 * @param bound whose permission it is, and where
 */
export const permissionPayload = (
  purpose: 'rebind' | 'grant',
  bound: readonly (string | number)[],
  { organization, mark, expiresAtMs, id }: Permission,
): Buffer =>
  Buffer.from(JSON.stringify([purpose, ...bound, organization, mark, expiresAtMs / 1000, id]))

/** As stored, with the signature that `sign` makes of the payload. */
export const storedPermission = (
  { organization, mark, expiresAtMs, id }: Permission,
  signature: Buffer,
): StoredPermission => ({
  o: organization,
  m: mark,
  e: expiresAtMs / 1000,
  i: id,
  x: signature.toString('base64url'),
})

/** The record with one permission more; of more than an Action reads, the oldest go. */
export function withPermission(
  stored: unknown,
  given: StoredPermission,
): { readonly v: 1; readonly g: readonly unknown[] } {
  const { g } = (stored ?? {}) as { readonly g?: unknown }
  return { v: 1, g: [...(Array.isArray(g) ? g : []), given].slice(-MOST_PERMISSIONS) }
}

/** The permissions whose signature is right. Never throws; anything else is no permission. */
export function readPermissions(
  stored: unknown,
  publicKey: string | null,
  payloadOf: (permission: Permission) => Buffer,
): readonly Permission[] {
  const list = (stored as { readonly g?: unknown } | null | undefined)?.g
  if (publicKey === null || !Array.isArray(list) || list.length > MOST_PERMISSIONS) return []
  const key = publicKeyFrom(publicKey)
  return key === null ? [] : list.flatMap((item) => readPermission(item, key, payloadOf))
}

function readPermission(
  stored: unknown,
  key: KeyObject,
  payloadOf: (permission: Permission) => Buffer,
): readonly Permission[] {
  const { o, m, e, i, x } = (stored ?? {}) as StoredPermission
  if (![o, m, i, x].every(isShortText)) return []
  const permission = {
    id: i,
    organization: o,
    mark: m,
    expiresAtMs: Number.isSafeInteger(e) ? e * 1000 : 0,
  }
  const signature = Buffer.from(x, 'base64url')
  return verify(null, payloadOf(permission), key, signature) ? [permission] : []
}

function publicKeyFrom(text: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' })
    // With a key of another kind `verify` throws, or believes another kind of signature.
    return key.asymmetricKeyType === 'ed25519' ? key : null
  } catch {
    return null
  }
}
