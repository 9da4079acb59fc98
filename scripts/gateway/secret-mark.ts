import { createHmac } from 'node:crypto'
import { deriveBytes } from '../../actions/records/keyring.ts'
import { canonicalJson, isObject, type Json, objectsIn, textOf } from '../ground/json-value.ts'
import { SECRET_MEMBERS } from './secret-places.ts'

/** Stands where a secret does: its name in git, or null, and its keyed hash where it is known. */
export type SecretMark = { readonly $secret: string | null; readonly $fingerprint: string | null }

/** What only looks like a mark, in git or in an answer, is none: nothing of it would be compared. */
const marks = new WeakSet<object>()

export function secretMark(name: string | null, fingerprint: string | null): SecretMark {
  const mark = { $secret: name, $fingerprint: fingerprint }
  marks.add(mark)
  return mark
}

export const isSecretMark = (value: unknown): value is SecretMark =>
  isObject(value) && marks.has(value)

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
export const hideSecrets = (
  value: Json,
  fingerprint: Fingerprint,
  alsoSecret: ReadonlySet<string> = new Set(),
): Json =>
  replaceSecrets(
    value,
    (member) => SECRET_MEMBERS.has(member) || alsoSecret.has(member),
    (secret) => secretMark(null, fingerprint(secret)),
  )

/** What a request holds where secrets stand, an Action's and a rule's among them. */
export function secretTextsIn(body: Json): readonly string[] {
  const found: string[] = []
  replaceSecrets(
    body,
    (member) => SECRET_MEMBERS.has(member),
    (secret) => {
      found.push(secret)
      return secret
    },
  )
  const values = isObject(body) ? [body, ...objectsIn(body.secrets)] : []
  return [...found, ...values.map(({ value }) => textOf(value))].filter((text) => text !== '')
}

/** Whatever their members are called, they hold secrets. */
const WHOLLY_SECRET: ReadonlySet<string> = new Set([
  'options.configuration',
  'options.customHeaders',
  'options.decryptionKey',
  'options.signing_key',
])

/** A name that says nothing by itself. */
const SECRET_AT: ReadonlySet<string> = new Set(['sink.httpCustomHeaders.value'])

/** @param place of the value: the last two members that lead to it */
export function replaceSecrets(
  value: Json,
  isSecret: (member: string) => boolean,
  replace: (secret: string) => Json,
  place = '',
): Json {
  if (isSecretMark(value)) return value
  if (Array.isArray(value)) return value.map((one) => replaceSecrets(one, isSecret, replace, place))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      const isOne = isSecret(key) || WHOLLY_SECRET.has(place) || SECRET_AT.has(`${place}.${key}`)
      if (typeof member === 'string' && isOne) return [key, replace(member)]
      const within = `${place.slice(place.lastIndexOf('.') + 1)}.${key}`
      return [key, replaceSecrets(member, isSecret, replace, within)]
    }),
  )
}
