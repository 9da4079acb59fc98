import { freeIdWith } from '../../ids.ts'
import type { JsonObject, Tenant } from '../../store.ts'
import { deepMerged, patched } from '../body.ts'
import { conflict } from '../management-error.ts'
import {
  del,
  get,
  type ManagementRequest,
  patch,
  post,
  put,
  type Route,
  type RouteAnswer,
  timestamp,
} from '../route.ts'
import { operationOf, sdkBody, sdkOperations } from '../sdk-bodies.ts'
import { storedCollection } from '../stored-collection.ts'
import { type Kept, keptItems, placeOf } from './kept-items.ts'
import { routesOfSdk } from './routes-of-sdk.ts'

/**
 * Something of a tenant on which no login depends: what is sent is checked against the types of the
 * official SDK, kept, and shown again.
 */
export type StoredResource = {
  /** Of the collection. */
  readonly path: Route['path']
  /** Of its scopes: `flows` gives `read:flows`. */
  readonly noun: string
  /** As in its error code: `flow` gives 404 `inexistent_flow`. */
  readonly what: string
  /** What its ids begin with. */
  readonly idPrefix: string
  /** What its id is called in an answer; `id` unless said. */
  readonly idField?: string
  readonly paging: (key: string, items: readonly unknown[], query: URLSearchParams) => RouteAnswer
  readonly listKey: string
  /** What a new one answers besides what was sent. */
  readonly defaults?: (tenant: Tenant, sent: JsonObject) => JsonObject
  /** Properties that are taken and never shown. */
  readonly hidden?: readonly string[]
  /** Properties that are shown later, but not by the call that makes it. */
  readonly hiddenWhenMade?: readonly string[]
  /** What a list shows of each besides what it has. */
  readonly counted?: (item: JsonObject) => JsonObject
  /** What a list shows of each; all of it unless said. */
  readonly listed?: readonly string[]
  /** Whether a change goes into nested objects; else the first level is replaced key by key. */
  readonly mergesDeep?: boolean
  /** The property of which no two may have the same value. */
  readonly unique?: string
  /** Names of the times it was made and changed; none where Auth0 tells none. */
  readonly times?: readonly [made: string, changed: string]
  /** Refuses a place that does not exist. */
  readonly assertPlace?: (request: ManagementRequest) => unknown
  /** A status of its own for a new one. */
  readonly madeStatus?: 200
  /** Path parameter of its id; `id` unless said. */
  readonly idParam?: string
  readonly simplified?: string
}
type Params = ManagementRequest['params']

export const STORED = 'stored: checked against the types of the SDK, kept and shown'

/** Those of the five routes, and `PUT`, that the SDK has. */
export function storedResource(resource: StoredResource): readonly Route[] {
  const { path, noun, simplified = STORED, assertPlace, idParam = 'id' } = resource
  const answers = answersOf(resource)
  const placed =
    (answer: Route['answer']): Route['answer'] =>
    (request) => {
      assertPlace?.(request)
      return answer(request)
    }
  const one: Route['path'] = `${path}/:${idParam}`
  const routes = [
    get(path, `read:${noun}`, placed(answers.list), simplified),
    post(path, `create:${noun}`, placed(answers.create), simplified),
    get(one, `read:${noun}`, placed(answers.show), simplified),
    patch(one, `update:${noun}`, placed(answers.update), simplified),
    put(one, `update:${noun}`, placed(answers.update), simplified),
    del(one, `delete:${noun}`, placed(answers.remove), simplified),
  ]
  return routesOfSdk(routes)
}

function answersOf(resource: StoredResource) {
  const { path, what, paging, listKey, madeStatus, times, listed, idParam = 'id' } = resource
  const { hiddenWhenMade = [], counted = () => ({}) } = resource
  const patching = operationOf('PATCH', `${path}/:id`)
  const changing = sdkOperations().has(patching) ? patching : operationOf('PUT', `${path}/:id`)
  const withCounts = (item: unknown) => ({
    ...(item as JsonObject),
    ...counted(item as JsonObject),
  })
  const answers = storedCollection<Kept, ReturnType<typeof sdkBody>, ReturnType<typeof sdkBody>>({
    what,
    items: (tenant, params) => keptItems(tenant, placeOf(path, params)),
    idParam,
    paging: (key, all, query) =>
      paging(
        key,
        all.map(withCounts).map(listed === undefined ? (one) => one : only(listed)),
        query,
      ),
    listKey,
    render: (item) => renderKept(resource, item),
    creation: sdkBody(operationOf('POST', path)),
    changes: sdkBody(changing),
    removesOnce: true,
    make: (tenant, sent, params) => made(resource, tenant, sent as JsonObject, params),
    change: (tenant, item, changes) => ({
      ...(resource.mergesDeep ? deepMerged : patched)(item, changes as JsonObject),
      id: item.id,
      ...(times === undefined ? {} : { [times[1]]: timestamp(tenant) }),
    }),
  })
  const create: Route['answer'] = async (request) => {
    const { status, body } = await answers.create(request)
    const shown = withoutFields(body as JsonObject, hiddenWhenMade)
    return { status: madeStatus ?? status, body: shown }
  }
  return { ...answers, create }
}

/** @throws ManagementError 409 */
function made(
  { idPrefix, defaults, times, path, what, unique }: StoredResource,
  tenant: Tenant,
  sent: JsonObject,
  params: Params,
): Kept {
  const items = keptItems(tenant, placeOf(path, params))
  const isTaken = (property: string): boolean =>
    [...items.values()].some((item) => item[property] === sent[property])
  if (unique !== undefined && isTaken(unique)) {
    const name = what.replaceAll('_', ' ')
    throw conflict(`${what}_conflict`, `A ${name} with this ${unique} exists.`)
  }
  const name = `${placeOf(path, params)}:${sent.name ?? JSON.stringify(sent)}`
  const now = timestamp(tenant)
  const stamps = times === undefined ? {} : { [times[0]]: now, [times[1]]: now }
  const id = freeIdWith(idPrefix, name, items.has)
  return { id, ...defaults?.(tenant, sent), ...sent, ...stamps }
}

const only =
  (names: readonly string[]) =>
  (item: unknown): unknown =>
    Object.fromEntries(Object.entries(item as JsonObject).filter(([name]) => names.includes(name)))

/** What is kept, as it is shown. */
export const renderKept = (
  { hidden = [], idField = 'id' }: StoredResource,
  { id, ...rest }: Kept,
): JsonObject => withoutFields({ [idField]: id, ...rest }, hidden)

const withoutFields = (item: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)))
