import type { z } from 'zod'
import type { JsonObject, Tenant } from '../store.ts'
import { parseBody, patched } from './body.ts'
import { inexistent, type ManagementError } from './management-error.ts'
import { selectFields } from './paging.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  patch,
  post,
  type Route,
  type RouteAnswer,
} from './route.ts'

type Stored = JsonObject & { id: string }
/** A collection, or what of a larger one lies at one place. */
export type Items<Item> = {
  readonly get: (id: string) => Item | undefined
  readonly set: (id: string, item: Item) => unknown
  readonly has: (id: string) => boolean
  readonly delete: (id: string) => boolean
  readonly values: () => Iterable<Item>
}

/** What one kind of stored thing has of its own; all else is the same for every kind. */
export type StoredKind<
  Item extends Stored,
  Creation extends z.ZodType,
  Changes extends z.ZodType,
> = {
  /** As in the error code: `client_grant` gives 404 `inexistent_client_grant`. */
  readonly what: string
  readonly absent?: () => ManagementError
  readonly items: (tenant: Tenant, params: ManagementRequest['params']) => Items<Item>
  /** The path parameter's name; `id` unless said. */
  readonly idParam?: string
  /** Where a path may name it by something else than its id. */
  readonly lookUp?: (
    tenant: Tenant,
    name: string,
    params: ManagementRequest['params'],
  ) => Item | undefined
  /** A form of `paging.ts`, and what the list is called in it. */
  readonly paging: (key: string, items: readonly unknown[], query: URLSearchParams) => RouteAnswer
  readonly listKey: string
  /** Judges the query's own filters before anything is listed. */
  readonly filter?: (request: ManagementRequest) => (item: Item) => boolean
  readonly render?: (item: Item) => unknown
  /** Whether `fields` and `include_fields` work on one of them, as they do on a list. */
  readonly selectsFields?: boolean
  readonly creation: Creation
  /** The whole thing with its id, or a refusal; the collection stores it. */
  readonly make: (
    tenant: Tenant,
    settings: z.output<Creation>,
    params: ManagementRequest['params'],
  ) => Item
  readonly changes: Changes
  /** `patched` unless said. */
  readonly change?: (tenant: Tenant, item: Item, changes: z.output<Changes>) => Item
  /** Whether DELETE of what is not there is a 404, and not an empty success. */
  readonly removesOnce?: boolean
  /** Takes along what hangs on it, or refuses. */
  readonly beforeRemoval?: (tenant: Tenant, item: Item) => void
}

export type Answers = {
  readonly [Part in 'list' | 'create' | 'show' | 'update' | 'remove']: Route['answer']
}

/**
 * The five answers of a kind of thing that is stored and validated, with Auth0's paging and errors.
 * A kind that answers one of them otherwise puts its own function in that place.
 */
export function storedCollection<
  Item extends Stored,
  Creation extends z.ZodType,
  Changes extends z.ZodType,
>(kind: StoredKind<Item, Creation, Changes>): Answers & Pick<Finders<Item>, 'find'> {
  const { items, render = (item: Item) => item } = kind
  const { find, named } = finders(kind)
  const store = ({ tenant, params }: ManagementRequest, item: Item): unknown => {
    items(tenant, params).set(item.id, item)
    return render(item)
  }
  const change = kind.change ?? ((_, item, changes) => patched(item, changes as JsonObject))
  return {
    find,
    list: (request) => {
      const isListed = kind.filter?.(request) ?? (() => true)
      const listed = [...items(request.tenant, request.params).values()]
        .filter(isListed)
        .map(render)
      return kind.paging(kind.listKey, listed, request.query)
    },
    create: (request) => {
      const { tenant, body, params } = request
      return created(store(request, kind.make(tenant, parseBody(kind.creation, body), params)))
    },
    show: (request) => {
      const shown = render(find(request))
      return ok(kind.selectsFields ? selectFields(shown, request.query) : shown)
    },
    update: (request) => {
      const { tenant, body } = request
      return ok(store(request, change(tenant, find(request), parseBody(kind.changes, body))))
    },
    remove: (request) => {
      const item = kind.removesOnce ? find(request) : named(request)
      if (item === undefined) return noContent
      kind.beforeRemoval?.(request.tenant, item)
      items(request.tenant, request.params).delete(item.id)
      return noContent
    },
  }
}

type Finders<Item> = {
  readonly named: (request: ManagementRequest) => Item | undefined
  /** @throws ManagementError 404 */
  readonly find: (request: ManagementRequest) => Item
}

function finders<Item extends Stored>({
  what,
  absent = () => inexistent(what),
  items,
  idParam = 'id',
  lookUp = (tenant, id, params) => items(tenant, params).get(id),
}: Pick<
  StoredKind<Item, z.ZodType, z.ZodType>,
  'what' | 'absent' | 'items' | 'idParam' | 'lookUp'
>): Finders<Item> {
  const named = (request: ManagementRequest) =>
    lookUp(request.tenant, param(request, idParam), request.params)
  return {
    named,
    find: (request) => {
      const item = named(request)
      if (item === undefined) throw absent()
      return item
    },
  }
}

/** The five routes of a collection. @param noun of its scopes: `roles` gives `read:roles` */
export const collectionRoutes = (
  path: `/${string}`,
  noun: string,
  answers: Answers,
  simplified?: string,
): readonly Route[] => [
  get(path, `read:${noun}`, answers.list, simplified),
  post(path, `create:${noun}`, answers.create, simplified),
  get(`${path}/:id`, `read:${noun}`, answers.show, simplified),
  patch(`${path}/:id`, `update:${noun}`, answers.update, simplified),
  del(`${path}/:id`, `delete:${noun}`, answers.remove, simplified),
]
