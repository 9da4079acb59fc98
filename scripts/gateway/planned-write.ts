import { z } from 'zod'
import {
  canonicalJson,
  isObject,
  type Json,
  type JsonObject,
  textOf,
} from '../ground/json-value.ts'
import { sha256 } from '../ground/sha256.ts'
import type { Call } from './call.ts'
import { identifierOf } from './overlay.ts'
import { isSecretMark } from './secret-mark.ts'
import type { SecretStandIns } from './secret-stand-ins.ts'

/** One request of a plan, in the order in which it was rehearsed. It holds no secret, and no body. */
export const PlannedWrite = z.strictObject({
  method: z.enum(['POST', 'PATCH', 'PUT', 'DELETE']),
  /** Things that the plan creates stand in it under names that the plan gave them. */
  path: z.string(),
  /** SHA-256 of body and query, marks in the place of secrets; the request that leaves must be this one. */
  digest: z.string(),
})
export type PlannedWrite = z.infer<typeof PlannedWrite>

/** For this run alone: `exact` is a digest of the secrets too, by fingerprints that no other run can compare. */
export type RehearsedWrite = PlannedWrite & { readonly exact: string }

/** Names that a plan gave to new things, by the ids that the tenant gave them since. */
export type PlanNames = ReadonlyMap<string, string>

const PREFIX = 'og_new_'

/** The same for the same thing, however often it is rehearsed. */
export function planName(collection: string, value: JsonObject, names: PlanNames): string {
  const own = textOf(value[identifierOf(collection)])
  if (own !== '') return names.get(own) ?? own
  const called = textOf(value.name) || textOf(value.identifier)
  const what = called === '' ? canonicalJson(named(value, names)) : called
  return `${PREFIX}${sha256(`${namedPath(collection, names)} ${what}`).slice(0, 16)}`
}

export function plannedWrite(
  { method, path, query, body }: Call,
  standIns: SecretStandIns,
  names: PlanNames = new Map(),
): RehearsedWrite {
  const said = body === undefined ? undefined : inAnyOrder(path, named(body, names))
  const marked = said === undefined ? null : standIns.mark({ body: said })
  const digestOf = (value: Json): string =>
    sha256(`${canonicalJson(value)}${query.size === 0 ? '' : `?${query}`}`)
  return {
    method: method as PlannedWrite['method'],
    path: namedPath(path, names),
    digest: digestOf(nameless(marked)),
    exact: digestOf(marked),
  }
}

/** Clients of a connection come in the order in which they were made, and that may be any. */
const inAnyOrder = (path: string, body: Json): Json =>
  Array.isArray(body) && /^\/connections\/[^/]+\/clients$/.test(path)
    ? body.toSorted((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1))
    : body

const namedPath = (path: string, names: PlanNames): string =>
  path
    .split('/')
    .map((step) => names.get(decodeURIComponent(step)) ?? step)
    .join('/')

function named(value: Json, names: PlanNames): Json {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((one) => named(one, names))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, names)]))
}

/** A fingerprint depends on who holds which key; which secret stands where does not. */
function nameless(value: Json): Json {
  if (Array.isArray(value)) return value.map(nameless)
  if (!isObject(value)) return value
  if (isSecretMark(value)) return { $secret: value.$secret }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, nameless(one)]))
}
