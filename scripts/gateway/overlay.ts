import { isObject, type Json, type JsonObject, textOf } from '../ground/json-value.ts'
import { below, parentOf } from './call.ts'

/** What was written over a tenant, by path. */
export type Overlay = {
  at(path: string): Written | null
  createdIn(collection: string): readonly JsonObject[]
  /** The things of a collection, changed and without those that are gone. */
  laidOver(collection: string, items: readonly Json[]): readonly Json[]
  /** Whether it is a grant of a client or an API that is gone, or whatever else is listed of one. */
  wentWithOwner(item: Json | null | undefined): boolean
  /** Whether what stands at a path, or what it is a part of, was created here: the tenant knows nothing of it. */
  isNew(path: string): boolean
  create(collection: string, item: JsonObject): void
  change(path: string, members: JsonObject): void
  /** @param before what it was */
  remove(path: string, before: JsonObject): void
}

export type Written =
  | { readonly kind: 'created'; readonly value: JsonObject }
  | { readonly kind: 'changed'; readonly members: JsonObject }
  | { readonly kind: 'removed' }

export function createOverlay(): Overlay {
  const written = new Map<string, Written>()
  const at = (path: string): Written | null => written.get(path) ?? null
  const gone = new Set<string>()
  const wentWithOwner = (item: Json | null | undefined): boolean =>
    isObject(item) && (gone.has(textOf(item.client_id)) || gone.has(textOf(item.audience)))
  return {
    at,
    wentWithOwner,
    createdIn: (collection) =>
      [...written].flatMap(([path, one]) =>
        one.kind === 'created' && parentOf(path) === collection ? [one.value] : [],
      ),
    laidOver: (collection, items) =>
      items.flatMap((item) => {
        const id = isObject(item) ? idIn(collection, item) : ''
        const one = id === '' ? null : at(below(collection, id))
        if (wentWithOwner(item)) return []
        if (one === null || !isObject(item)) return [item]
        // What was created is put beside the list, whether or not the tenant lists it by now.
        return one.kind === 'changed' ? [{ ...item, ...one.members }] : []
      }),
    isNew: (path) => {
      for (let step = path; step !== ''; step = parentOf(step)) {
        if (at(step)?.kind === 'created') return true
      }
      return false
    },
    create: (collection, value) => {
      written.set(below(collection, idIn(collection, value)), { kind: 'created', value })
    },
    change: (path, members) => {
      const one = at(path)
      if (one?.kind === 'created') {
        written.set(path, { kind: 'created', value: { ...one.value, ...members } })
      } else {
        const earlier = one?.kind === 'changed' ? one.members : {}
        written.set(path, { kind: 'changed', members: { ...earlier, ...members } })
      }
    },
    remove: (path, { client_id: client, identifier }) => {
      if (parentOf(path) === '/clients') gone.add(textOf(client))
      if (parentOf(path) === '/resource-servers') gone.add(textOf(identifier))
      gone.delete('')
      if (at(path)?.kind === 'created') written.delete(path)
      else written.set(path, { kind: 'removed' })
    },
  }
}

/** Collections whose things are told apart by another member than `id`. */
const IDENTIFIERS: readonly (readonly [collection: RegExp, member: string])[] = [
  [/^\/clients$/, 'client_id'],
  [/^\/organizations\/[^/]+\/(enabled_)?connections$/, 'connection_id'],
  [/^\/(organizations|connections)\/[^/]+\/clients$/, 'client_id'],
  [/^\/guardian\/factors$/, 'name'],
  [/^\/email-templates$/, 'template'],
  [/^\/rules-configs$/, 'key'],
  [/^\/branding\/themes$/, 'themeId'],
]

export const identifierOf = (collection: string): string =>
  IDENTIFIERS.find(([pattern]) => pattern.test(collection))?.[1] ?? 'id'

/** The id of a thing; empty where it shows none. */
export const idIn = (collection: string, item: JsonObject): string =>
  textOf(item[identifierOf(collection)])
