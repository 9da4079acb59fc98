/**
 * The slice of Auth0's post-login v3 trigger that this project relies on, for machines where the
 * official `@auth0/actions` package is not to be had. Written from the documented event and api
 * objects (docs "post-login event object" and "post-login API object", read 2026-11-22).
 */

export interface Event {
  readonly authentication?: {
    readonly methods: readonly { readonly name: string; readonly timestamp: string }[]
  }
  readonly client: { readonly client_id: string; readonly name: string }
  readonly connection: { readonly id: string; readonly name: string; readonly strategy: string }
  readonly organization?: { readonly id: string; readonly name: string }
  readonly request: { readonly query: Readonly<Record<string, unknown>> }
  readonly secrets: Readonly<Record<string, string>>
  readonly tenant: { readonly id: string }
  readonly transaction?: {
    readonly protocol?: string
    readonly prompt?: readonly string[]
    readonly subject_token_type?: string
  }
  readonly user: {
    readonly app_metadata: Readonly<Record<string, unknown>>
    readonly created_at: string
    readonly email?: string
    readonly email_verified: boolean
    readonly user_id: string
  }
}

export interface PostLoginAPI {
  readonly access: {
    /** Refuses the login; later Actions are skipped, metadata written by this one is kept. */
    deny(reason: string): PostLoginAPI
  }
  readonly user: {
    /** Assigns one first-level key; all writes go out once, at the end of the flow. */
    setAppMetadata(key: string, value: unknown): PostLoginAPI
  }
}
