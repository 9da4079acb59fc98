/**
 * The slice of Auth0's pre-user-registration v2 trigger that this project relies on, for machines
 * where the official `@auth0/actions` package is not to be had.
 * @fact The event of pre-user-registration has no organization and no query. (Auth0 docs,
 * pre-user-registration event and API objects; read 2026-11-22)
 */

export interface Event {
  readonly client?: { readonly client_id: string; readonly name: string }
  readonly connection: { readonly id: string; readonly name: string; readonly strategy: string }
  readonly request: { readonly language?: string }
  readonly secrets: Readonly<Record<string, string>>
  readonly tenant: { readonly id: string }
  readonly transaction?: { readonly locale?: string }
  readonly user: {
    readonly app_metadata?: Readonly<Record<string, unknown>>
    readonly email?: string
    readonly phone_number?: string
  }
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

export interface PreUserRegistrationAPI {
  readonly access: {
    /** `reason` goes to the tenant log, `userMessage` to the person. */
    deny(reason: string, userMessage: string): PreUserRegistrationAPI
  }
  readonly cache: CacheAPI
}
