import {
  canonicalJson,
  isObject,
  type Json,
  type JsonObject,
  textOf,
} from '../ground/json-value.ts'
import type { FieldChange } from './field-change.ts'
import { isSecretMark } from './secret-mark.ts'

/**
 * Lists of things that have a name of their own: one that moved within the list is no difference.
 * By the name of the member that holds the list.
 */
const NAMED_LISTS: Readonly<Record<string, (item: JsonObject) => string>> = {
  client_grants: ({ client_id }) => textOf(client_id),
  clients: ({ client_id }) => textOf(client_id),
  connections: ({ name }) => textOf(name),
  dependencies: ({ name }) => textOf(name),
  modules: ({ module_name, module_id }) => textOf(module_name) || textOf(module_id),
  discovery_domains: ({ domain }) => textOf(domain),
  permissions: ({ permission_name: name, resource_server_identifier: api }) =>
    textOf(name) === '' ? '' : `${textOf(name)} of ${textOf(api)}`,
  scopes: ({ value }) => textOf(value),
  supported_triggers: ({ id }) => textOf(id),
}

/** Lists whose order means nothing. All others are compared in their order. */
const SETS: ReadonlySet<string> = new Set([
  'admin_notification_frequency',
  'allowlist',
  'enabled_clients',
  'grant_types',
  'scope',
  'shields',
])

/** Maps whose keys people write: one that git no longer has was taken out, and is no default. */
const WHOLE_MAPS: ReadonlySet<string> = new Set(['client_metadata', 'metadata'])

/** One that is empty says so of all that the tenant has there, and may take it away. */
const isMeantWhole = (key: string, desired: JsonObject): boolean =>
  WHOLE_MAPS.has(key) || Object.keys(desired).length === 0

/**
 * What differs, in the fields that `desired` declares: whatever else the tenant has there are its
 * own defaults. Pure.
 * @param isWhole a field that `desired` lacks is one that goes
 */
export const compareFields = (
  desired: JsonObject,
  actual: JsonObject,
  path = '',
  isWhole = false,
): readonly FieldChange[] => {
  const placeOf = (key: string): string => (path === '' ? key : `${path}.${key}`)
  return [
    ...Object.entries(desired).flatMap(([key, wanted]) =>
      // People may call a key of metadata `constructor`.
      compareValue(
        key,
        wanted,
        Object.hasOwn(actual, key) ? actual[key] : undefined,
        placeOf(key),
        isWhole,
      ),
    ),
    ...Object.keys(isWhole ? actual : {})
      .filter((key) => !Object.hasOwn(desired, key))
      .map((key) => gone(placeOf(key))),
  ]
}

function compareValue(
  key: string,
  desired: Json,
  actual: Json | undefined,
  path: string,
  isWhole: boolean,
): readonly FieldChange[] {
  if (isSecretMark(desired)) return compareSecret(desired.$fingerprint, actual, path)
  if (Array.isArray(desired)) return compareList(key, desired, actual, path)
  if (isObject(desired)) {
    return isObject(actual)
      ? compareFields(desired, actual, path, isWhole || isMeantWhole(key, desired))
      : [difference(path, actual, desired)]
  }
  // The tenant removes what is set to null, and then has no such field.
  const isGone = desired === null && actual !== undefined && actual !== null
  if (isGone && isWhole) return [gone(path)]
  const isSame = desired === actual || (desired === null && actual === undefined)
  return isSame ? [] : [difference(path, actual, desired)]
}

function compareSecret(
  wanted: string | null,
  actual: Json | undefined,
  path: string,
): readonly FieldChange[] {
  if (!isSecretMark(actual)) {
    const means = 'a secret that the tenant does not have yet'
    return [{ path, kind: 'added', means }]
  }
  // Without the secret at hand nobody can say; `uncompared` does.
  if (wanted === null || wanted === actual.$fingerprint) return []
  return [{ path, kind: 'changed', means: 'the secret has another value' }]
}

function compareList(
  key: string,
  desired: readonly Json[],
  actual: Json | undefined,
  path: string,
): readonly FieldChange[] {
  const isNone = actual === undefined || actual === null
  if (!isNone && !Array.isArray(actual)) return [difference(path, actual, desired)]
  const existing = Array.isArray(actual) ? actual : []
  const nameOf = Object.hasOwn(NAMED_LISTS, key) ? NAMED_LISTS[key] : undefined
  if (nameOf !== undefined && [desired, existing].every((items) => areNamed(items, nameOf))) {
    return compareNamed(nameOf, desired as JsonObject[], existing as JsonObject[], path)
  }
  if (SETS.has(key)) return compareSet(desired, existing, path)
  if (isAlike(desired, existing)) return []
  const isReordered = asSet(desired) === asSet(existing)
  return [{ ...difference(path, actual, desired), ...(isReordered ? { kind: 'reordered' } : {}) }]
}

/** To the last member. A secret counts by its fingerprint, and not by its name in git; one not at hand, as any. */
function isAlike(desired: Json, actual: Json | undefined): boolean {
  if (isSecretMark(desired)) {
    return isSecretMark(actual) && [null, actual.$fingerprint].includes(desired.$fingerprint)
  }
  if (typeof desired !== 'object' || desired === null) return desired === actual
  if (typeof actual !== 'object' || actual === null) return false
  const others = new Map(Object.entries(actual))
  const members = Object.entries(desired)
  return (
    Array.isArray(desired) === Array.isArray(actual) &&
    members.length === others.size &&
    members.every(([key, one]) => isAlike(one, others.get(key)))
  )
}

/** Without a name each, or with one that two have, what one has more could not be told from another. */
const areNamed = (items: readonly Json[], nameOf: (item: JsonObject) => string): boolean => {
  const names = items.map((item) => (isObject(item) ? nameOf(item) : ''))
  return !names.includes('') && new Set(names).size === names.length
}

function compareNamed(
  nameOf: (item: JsonObject) => string,
  desired: readonly JsonObject[],
  actual: readonly JsonObject[],
  path: string,
): readonly FieldChange[] {
  const find = (items: readonly JsonObject[], name: string): JsonObject | undefined =>
    items.find((item) => nameOf(item) === name)
  const changes = desired.flatMap((item) => {
    const place = `${path}[${nameOf(item)}]`
    const existing = find(actual, nameOf(item))
    return existing === undefined
      ? [difference(place, undefined, item)]
      : compareFields(item, existing, place)
  })
  const removed = actual.filter((item) => find(desired, nameOf(item)) === undefined)
  return [...changes, ...removed.map((item): FieldChange => gone(`${path}[${nameOf(item)}]`))]
}

function compareSet(
  desired: readonly Json[],
  actual: readonly Json[],
  path: string,
): readonly FieldChange[] {
  const texts = (items: readonly Json[]): readonly string[] => items.map(canonicalJson)
  const has = (items: readonly Json[], item: Json): boolean =>
    texts(items).includes(canonicalJson(item))
  const place = (item: Json): string => `${path}[${textOf(item) || canonicalJson(item)}]`
  return [
    ...desired
      .filter((item) => !has(actual, item))
      .map((item): FieldChange => ({ path: place(item), kind: 'added' })),
    ...actual.filter((item) => !has(desired, item)).map((item) => gone(place(item))),
  ]
}

/** Places of secrets that are in both and could not be compared, because they are not at hand. */
export const uncompared = (
  desired: Json | undefined,
  actual: Json | undefined,
  path = '',
): readonly string[] => {
  if (isSecretMark(desired)) {
    return desired.$fingerprint === null && isSecretMark(actual) ? [path] : []
  }
  if (Array.isArray(desired) && Array.isArray(actual)) {
    return desired.flatMap((one, at) => uncompared(one, actual[at], `${path}[${at}]`))
  }
  if (!isObject(desired) || !isObject(actual)) return []
  return Object.keys(desired).flatMap((key) =>
    uncompared(
      desired[key],
      Object.hasOwn(actual, key) ? actual[key] : undefined,
      path === '' ? key : `${path}.${key}`,
    ),
  )
}

const asSet = (items: readonly Json[]): string => canonicalJson(items.map(canonicalJson).sort())

const gone = (path: string): FieldChange => ({ path, kind: 'removed' })

const difference = (path: string, actual: Json | undefined, desired: Json): FieldChange => ({
  path,
  kind: actual === undefined ? 'added' : 'changed',
  ...(actual === undefined ? {} : { before: shown(actual) as never }),
  after: shown(desired) as never,
})

/** The value with its secrets blotted out: a plan is printed, stored and posted. */
export function shown(value: Json): Json {
  if (isSecretMark(value)) return '(secret)'
  if (Array.isArray(value)) return value.map(shown)
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, shown(member)]))
}
