import { createHash } from 'node:crypto'
import { canonicalJson, isObject, type Json, type JsonObject } from '../json-value.ts'
import { type Fingerprint, isSecretMark } from './secret-mark.ts'

/**
 * Of a remote object, in two parts: one without its secrets, which a plan that was made without the
 * signing key can be held to as well, and one of everything under that key.
 * @param hide replaces every secret by its mark
 */
export function objectFingerprint(
  everything: JsonObject,
  hide: (value: JsonObject) => JsonObject,
  keyed: Fingerprint,
): string {
  const shape = canonicalJson(withoutSecrets(hide(everything)))
  const open = createHash('sha256').update(shape).digest('base64url').slice(0, 22)
  return `${open}.${keyed(everything)}`
}

/** The part that needs no key; empty for an object that was not there. */
export const openPart = (fingerprint: string | undefined): string =>
  fingerprint?.split('.')[0] ?? ''

function withoutSecrets(value: Json): Json {
  if (isSecretMark(value)) return null
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, withoutSecrets(member)]),
  )
}
