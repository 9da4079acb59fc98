import type { JsonObject } from '../../store.ts'
import { deepMerged, isObject, parseBody, patched } from '../body.ts'
import { conflict, type ManagementError } from '../management-error.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  patch,
  post,
  put,
  type Route,
  type RouteAnswer,
} from '../route.ts'
import { operationOf, sdkBody } from '../sdk-bodies.ts'
import { forgetBelow, placeOf } from './kept-items.ts'
import { routesOfSdk } from './routes-of-sdk.ts'
import { STORED } from './stored-resource.ts'

/** One thing at one place, of which no login depends: a factor's provider, an e-mail template. */
export type StoredSetting = {
  readonly path: Route['path']
  readonly scopes: { readonly read: string; readonly write: string; readonly remove?: string }
  /** What an untouched tenant answers; absent where there is none until somebody makes it. */
  readonly untouched?: (request: ManagementRequest) => unknown
  /** What is said where there is none. */
  readonly absent?: () => ManagementError
  /** What was sent, as it is kept. */
  readonly kept?: (value: JsonObject, request: ManagementRequest) => JsonObject
  /** What is kept, as it is shown. */
  readonly render?: (value: JsonObject, request: ManagementRequest) => unknown
  /** Whether a change goes into nested objects; else the first level is replaced key by key. */
  readonly mergesDeep?: boolean
  readonly assertPlace?: (request: ManagementRequest) => unknown
  readonly simplified?: string
}

/** What may be sent is an object nearly everywhere; a list is kept under this name. */
const LIST = '[]'

/** Those of its routes that the SDK has. */
export function storedSetting(setting: StoredSetting): readonly Route[] {
  const { path, scopes, simplified = STORED, assertPlace } = setting
  const { show, make, replace, change, remove } = answersOf(setting)
  const placed =
    (answer: Route['answer']): Route['answer'] =>
    (request) => {
      assertPlace?.(request)
      return answer(request)
    }
  const { read, write, remove: removing = write } = scopes
  return routesOfSdk([
    get(path, read, placed(show), simplified),
    post(path, write.replace(/^update:/, 'create:'), placed(make), simplified),
    put(path, write, placed(replace), simplified),
    patch(path, write, placed(change), simplified),
    del(path, removing, placed(remove), simplified),
  ])
}

function answersOf(setting: StoredSetting) {
  const { path, untouched, absent, render = (value) => value, mergesDeep } = setting
  const placeIn = ({ params }: ManagementRequest) => placeOf(path, params)
  const keptIn = (request: ManagementRequest) => request.tenant.state.settings.get(placeIn(request))
  const shown = (value: JsonObject, request: ManagementRequest): RouteAnswer =>
    ok(Array.isArray(value[LIST]) ? value[LIST] : render(value, request))
  const keep = (request: ManagementRequest, sent: JsonObject): RouteAnswer => {
    const value = setting.kept?.(sent, request) ?? sent
    request.tenant.state.settings.set(placeIn(request), value)
    return shown(value, request)
  }
  const sent = (method: Route['method'], { body }: ManagementRequest): JsonObject => {
    const value: unknown = parseBody(sdkBody(operationOf(method, path)), body)
    return isObject(value) ? value : { [LIST]: value as JsonObject[] }
  }
  const present = (request: ManagementRequest): JsonObject => {
    const value = keptIn(request) ?? untouched?.(request)
    if (isObject(value)) return value
    throw absent?.() ?? new Error(`nothing says what \`${path}\` answers where nothing was set`)
  }
  return {
    show: (request: ManagementRequest) => {
      const kept = keptIn(request)
      if (kept !== undefined || untouched === undefined) return shown(present(request), request)
      return ok(untouched(request))
    },
    make: (request: ManagementRequest) => {
      if (keptIn(request) !== undefined) throw conflict('already_exists', 'It exists already.')
      return created(keep(request, sent('POST', request)).body)
    },
    replace: (request: ManagementRequest) => keep(request, sent('PUT', request)),
    change: (request: ManagementRequest) => {
      const merge = mergesDeep ? deepMerged : patched
      return keep(request, merge(present(request), sent('PATCH', request)))
    },
    remove: (request: ManagementRequest) => {
      forgetBelow(request.tenant, placeIn(request))
      if (!request.tenant.state.settings.delete(placeIn(request)) && absent) throw absent()
      return noContent
    },
  }
}
