import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Rebind } from '../policies/lock.ts'
import type { LockOwner } from './lock-record.ts'

/**
 * `app_metadata.og_rebind`: one-time permissions to move a membership to another address, written by
 * operators: `{ v: 1, g: [{ o: organization, m: mark, e: seconds, i: id, x: signature }] }`.
 * Signed with Ed25519; an Action holds only the public key, so a help desk can move a lock and
 * nobody can forge one with what is deployed.
 */
export const REBIND_KEY = 'og_rebind'

const MOST_PERMISSIONS = 16
const LONGEST_TEXT = 128

/** What is signed, as bytes. */
export const rebindPayload = (
  { organization, mark, expiresAtMs, id }: Rebind,
  { tenantId, userId }: LockOwner,
): Buffer =>
  Buffer.from(
    JSON.stringify(['rebind', 1, tenantId, userId, organization, mark, expiresAtMs / 1000, id]),
  )

/** The permissions whose signature is right. Never throws; anything else is no permission. */
export function readRebinds(
  stored: unknown,
  publicKey: string | null,
  owner: LockOwner,
): readonly Rebind[] {
  const list = (stored as { readonly g?: unknown } | null | undefined)?.g
  if (publicKey === null || !Array.isArray(list) || list.length > MOST_PERMISSIONS) return []
  const key = publicKeyFrom(publicKey)
  return key === null ? [] : list.flatMap((item) => readRebind(item, key, owner))
}

function readRebind(stored: unknown, key: KeyObject, owner: LockOwner): readonly Rebind[] {
  const { o, m, e, i, x } = (stored ?? {}) as Readonly<Record<string, unknown>>
  if (![o, m, i, x].every((text) => typeof text === 'string' && text.length <= LONGEST_TEXT)) {
    return []
  }
  const rebind = {
    id: String(i),
    organization: String(o),
    mark: String(m),
    expiresAtMs: Number.isSafeInteger(e) ? Number(e) * 1000 : 0,
  }
  const signature = Buffer.from(String(x), 'base64url')
  return verify(null, rebindPayload(rebind, owner), key, signature) ? [rebind] : []
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
