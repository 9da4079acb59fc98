import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { Tenant } from '../store.ts'
import type { Caller } from './caller.ts'

export type ManagementRequest = {
  readonly tenant: Tenant
  readonly settings: ManagementSettings
  /** Path parameters, decoded. */
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** Parsed JSON; `undefined` when the request had no body. */
  readonly body: unknown
  /** What the caller's token holds. */
  readonly grantedScopes: ReadonlySet<string>
  readonly caller: Caller
}

export type ManagementSettings = {
  /** How long the tenant takes to build an Action's draft, on the tenant's clock. */
  readonly actionBuildMs: number
  /** Runs the Actions of the triggers that the Management API sets off. */
  readonly runtime: ActionRuntime
}

/** `body` absent: an empty answer. Only what JSON can hold; `undefined` members are left out. */
export type RouteAnswer = { readonly status: 200 | 201 | 202 | 204; readonly body?: unknown }

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Hono pattern below `/api/v2`. */
  readonly path: `/${string}`
  /** Any one of them is enough, as in Auth0's API reference. */
  readonly scopes: readonly [string, ...string[]]
  /** What differs from Auth0, in a few words; absent means: known to behave the same. */
  readonly simplified?: string
  /** Its body is a form with files, `multipart/form-data`; a file stands in it as its text. */
  readonly takesForm?: true
  readonly answer: (request: ManagementRequest) => RouteAnswer | Promise<RouteAnswer>
}

type Declared = (
  path: Route['path'],
  scopes: string | Route['scopes'],
  answer: Route['answer'],
  simplified?: string,
) => Route

const declared =
  (method: Route['method']): Declared =>
  (path, scopes, answer, simplified) => ({
    method,
    path,
    scopes: typeof scopes === 'string' ? [scopes] : scopes,
    ...(simplified === undefined ? {} : { simplified }),
    answer,
  })

/** A route, declared once: the API, the scopes of its clients and FIDELITY.md are made from it. */
export const get = declared('GET')
export const post = declared('POST')
export const patch = declared('PATCH')
export const put = declared('PUT')
export const del = declared('DELETE')

export const ok = (body: unknown): RouteAnswer => ({ status: 200, body })
export const created = (body: unknown): RouteAnswer => ({ status: 201, body })
export const noContent: RouteAnswer = { status: 204 }
/** Taken, and done some time later. */
export const accepted: RouteAnswer = { status: 202 }

/** A path parameter the route's own pattern guarantees. */
export function param(request: Pick<ManagementRequest, 'params'>, name: string): string {
  const value = request.params[name]
  if (value === undefined) throw new Error(`route has no path parameter \`${name}\``)
  return value
}

/** The tenant's time in the form of every `*_at` field. */
export const timestamp = (tenant: Tenant): string => new Date(tenant.clock.now()).toISOString()
