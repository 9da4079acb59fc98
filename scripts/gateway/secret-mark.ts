import { createHmac } from 'node:crypto'
import { deriveBytes } from '../../actions/keyring.ts'
import { SECRET_MEMBERS } from '../bundle/secret-places.ts'
import { canonicalJson, isObject, type Json } from '../json-value.ts'

/** Stands where a secret does: its name in git, or null, and its keyed hash where it is known. */
export type SecretMark = { readonly $secret: string | null; readonly $fingerprint: string | null }

export const secretMark = (name: string | null, fingerprint: string | null): SecretMark => ({
  $secret: name,
  $fingerprint: fingerprint,
})

export const isSecretMark = (value: unknown): value is SecretMark =>
  isObject(value) && '$secret' in value && '$fingerprint' in value

/** Keyed hash of a value: equal values can be told, nothing else can. */
export type Fingerprint = (value: unknown) => string

/** `key`: the environment's signing key, of which only a key for this purpose is used. */
export function fingerprintWith(key: string): Fingerprint {
  const derived = deriveBytes(key, 'fingerprint')
  return (value) =>
    createHmac('sha256', derived).update(canonicalJson(value)).digest('base64url').slice(0, 22)
}

/**
 * The value with every secret replaced by its mark: members that are known to hold one, and those
 * at which git has one. After this nothing can print it.
 */
export function hideSecrets(
  value: Json,
  fingerprint: Fingerprint,
  alsoSecret: ReadonlySet<string> = new Set(),
): Json {
  if (isSecretMark(value)) return value
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, fingerprint, alsoSecret))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isSecret = SECRET_MEMBERS.has(key) || alsoSecret.has(key)
      if (typeof member === 'string' && isSecret)
        return [key, secretMark(null, fingerprint(member))]
      return [key, hideSecrets(member, fingerprint, alsoSecret)]
    }),
  )
}
