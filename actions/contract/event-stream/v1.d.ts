/**
 * The slice of Auth0's event-stream v1 trigger that this project relies on, for machines where the
 * official `@auth0/actions` package is not to be had.
 * @fact The event of event-stream v1 is the CloudEvent alone, and its `api` a cache. (Auth0, types in
 * auth0/auth0-actions; read 2026-11-22)
 */

export interface Event {
  readonly message: {
    readonly id: string
    readonly type: string
    readonly data?: Readonly<Record<string, unknown>> | null
    /** Id of the tenant. */
    readonly a0tenant: string
  }
  readonly secrets: Readonly<Record<string, string>>
}

export interface CacheAPI {
  get(key: string): { readonly value: string; readonly expires_at: number } | undefined
  /** `ttl` in milliseconds, at most 24 hours. Never throws: failures come back as a result. */
  set(
    key: string,
    value: string,
    options?: { readonly ttl?: number },
  ): { readonly type: 'success' | 'error' }
  delete(key: string): unknown
}

export interface EventStreamAPI {
  readonly cache: CacheAPI
}
