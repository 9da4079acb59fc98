import type { Provider } from 'oidc-provider'
import type { ActionRuntime } from '../runtime/trigger-outcome.ts'
import type { Tenant } from '../store.ts'

/** The tenant, and what runs its Actions. */
export type Engine = {
  readonly tenant: Tenant
  readonly runtime: ActionRuntime
}

/** What every endpoint is handed. */
export type Front = Engine & { readonly provider: Provider }

export type Middleware = Parameters<Provider['use']>[0]
/** Koa's context, taken from oidc-provider, which brings its own Koa. */
export type HttpContext = Parameters<Middleware>[0]

/** One way in: a path, or a concern that several paths share. */
export type Endpoint = (front: Front) => Middleware
