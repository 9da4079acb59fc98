import { isObject, type Json, type JsonObject } from '../ground/json-value.ts'
import { type Fingerprint, hideSecrets, replaceSecrets, secretMark } from './secret-mark.ts'
import { SECRET_MEMBERS } from './secret-places.ts'

/**
 * The Deploy CLI never sees a secret: it is given a stand-in for each, and the gateway puts the value in
 * as a request leaves for the tenant.
 */
export type SecretStandIns = {
  /** Values for the keywords that are secrets. */
  readonly keywords: Readonly<Record<string, string>>
  /** The value as it can be compared, and shown: marks where secrets stand. */
  mark(value: JsonObject): JsonObject
  /** The same for what a tenant answered, with a mark wherever `mark` has put one by now. */
  hide(value: JsonObject): JsonObject
  /**
   * What the tenant answered, a stand-in in the place of every secret. Written back, it is the secret again.
   */
  conceal(value: Json): Json
  /** The value as it is sent. Null where a stand-in is not a whole text, or its secret is not at hand. */
  reveal(value: Json): Json | null
}

export type SecretSettings = {
  readonly names: readonly string[]
  /** Those that are at hand. */
  readonly values: Readonly<Record<string, string | undefined>>
  readonly fingerprint: Fingerprint
  /** Cannot be guessed, and stands in no file. */
  readonly nonce: string
}

const STAND_IN = 'og-secret-'

/** A message of the Deploy CLI as it can be shown: which stand-in it names tells nobody anything. */
export const withoutStandIns = (text: string): string =>
  text.replace(new RegExp(`${STAND_IN}[\\w-]+`, 'g'), '(a secret)')

/** By their `key`, the Deploy CLI finds things again. */
const isConcealed = (member: string): boolean => member !== 'key' && SECRET_MEMBERS.has(member)

export function createStandIns({
  names,
  values,
  fingerprint,
  nonce,
}: SecretSettings): SecretStandIns {
  const prefix = `${STAND_IN}${nonce}`
  const standIn = (name: string): string => `${prefix}-${name}`
  const nameOf = new Map(names.map((name) => [standIn(name), name]))
  const secretOf = (name: string): string | null => values[name] || null
  const members = new Set<string>()
  /** Secrets that the tenant gave, by their stand-ins. */
  const given = new Map<string, string>()

  const standInFor = (secret: string): string => {
    if (secret === '' || secret.startsWith(prefix)) return secret
    const text = `${prefix}-read-${fingerprint(secret)}`
    given.set(text, secret)
    return text
  }

  const markText = (text: string, member: string): Json => {
    const read = given.get(text)
    if (read !== undefined) return secretMark(null, fingerprint(read))
    const name = nameOf.get(text)
    if (name === undefined) return text
    if (member !== 'value') members.add(member)
    const known = secretOf(name)
    return secretMark(name, known === null ? null : fingerprint(known))
  }

  const revealText = (text: string): string | null => {
    const name = nameOf.get(text)
    if (name !== undefined) return secretOf(name)
    return given.get(text) ?? (text.includes(prefix) ? null : text)
  }

  return {
    keywords: Object.fromEntries(names.map((name) => [name, standIn(name)])),
    mark: (value) => hideSecrets(mapTexts(value, markText), fingerprint) as JsonObject,
    hide: (value) => hideSecrets(mapTexts(value, markText), fingerprint, members) as JsonObject,
    conceal: (value) => replaceSecrets(value, isConcealed, standInFor),
    reveal: (value) => {
      let isLost = false
      const revealed = mapTexts(value, (text) => {
        const secret = revealText(text)
        isLost ||= secret === null
        return secret ?? ''
      })
      return isLost ? null : revealed
    },
  }
}

/** @param change is given each text, and the name of the member that it stands under */
function mapTexts(value: Json, change: (text: string, member: string) => Json, member = ''): Json {
  if (typeof value === 'string') return change(value, member)
  if (Array.isArray(value)) return value.map((one) => mapTexts(one, change, member))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, mapTexts(one, change, key)]),
  )
}
