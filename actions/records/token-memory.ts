import { readText } from '../reading/read-text.ts'
import { isSameHash, type Keyring, keyedHash } from './keyring.ts'
import { isKnownOwner, type LockOwner } from './lock-owner.ts'
import { readRecord } from './read-record.ts'

/**
 * What a refresh token remembers for the guard: the organization it was issued in, and when the
 * directory last confirmed the membership there. Each value carries a signature over whose it is
 * and, of a moment, in which organization.
 * @fact Every Action of the trigger can write metadata of the token, also in the run in which the
 * guard reads it. (Auth0 docs, refresh token metadata; read 2026-11-28)
 */
export const TOKEN_ORGANIZATION_KEY = 'og_org'
export const TOKEN_CHECKED_KEY = 'og_chk'

/** The text to keep under `TOKEN_ORGANIZATION_KEY`; null where nobody could believe it later. */
export const signOrganization = (
  organization: string,
  owner: LockOwner,
  { signing }: Keyring,
): string | null => sign([TOKEN_ORGANIZATION_KEY, organization], organization, owner, signing)

/** The text to keep under `TOKEN_CHECKED_KEY`; whole seconds. */
export function signChecked(
  atMs: number,
  organization: string,
  owner: LockOwner,
  { signing }: Keyring,
): string | null {
  const seconds = String(Math.floor(atMs / 1000))
  return sign([TOKEN_CHECKED_KEY, organization, seconds], seconds, owner, signing)
}

/** `forged` is whatever is there and not of the guard: somebody has an interest in it. */
export type RememberedOrganization =
  | { readonly kind: 'none' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'named'; readonly id: string }

export function readRememberedOrganization(
  token: unknown,
  owner: LockOwner,
  keyring: Keyring | null,
): RememberedOrganization {
  const stored = remembered(token, TOKEN_ORGANIZATION_KEY)
  if (stored === undefined || stored === null) return { kind: 'none' }
  const id = readSigned(stored, (text) => [TOKEN_ORGANIZATION_KEY, text], owner, keyring)
  return id === null ? { kind: 'forged' } : { kind: 'named', id }
}

/** What is no object is passed on whole: it may have been a memory. */
const remembered = (token: unknown, key: string): unknown =>
  readRecord(readRecord(token, 'metadata'), key)

/** Epoch ms; `-Infinity` where nothing that the guard signed says so. */
export function readChecked(
  token: unknown,
  organization: string,
  owner: LockOwner,
  keyring: Keyring | null,
): number {
  const stored = remembered(token, TOKEN_CHECKED_KEY)
  const content = (text: string): readonly string[] => [TOKEN_CHECKED_KEY, organization, text]
  const seconds = readSigned(stored, content, owner, keyring)
  return seconds === null ? Number.NEGATIVE_INFINITY : Number(seconds) * 1000
}

const contentOf = (
  { tenantId, userId, createdAtMs }: LockOwner,
  content: readonly string[],
): readonly unknown[] => ['token', 1, tenantId, userId, createdAtMs, ...content]

const sign = (
  content: readonly string[],
  text: string,
  owner: LockOwner,
  key: Keyring['signing'],
): string | null =>
  isKnownOwner(owner) ? `${text}.${keyedHash(key.token, contentOf(owner, content))}` : null

/** The text before the signature, where that is right under a key the guard knows. */
function readSigned(
  stored: unknown,
  content: (text: string) => readonly string[],
  owner: LockOwner,
  keyring: Keyring | null,
): string | null {
  if (keyring === null || !isKnownOwner(owner)) return null
  const [text, signature, ...rest] = readText(stored).split('.')
  if (!text || signature === undefined || rest.length > 0) return null
  const isSigned = keyring.verifying.some((key) =>
    isSameHash(signature, keyedHash(key.token, contentOf(owner, content(text)))),
  )
  return isSigned ? text : null
}
