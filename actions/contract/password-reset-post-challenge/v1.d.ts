/**
 * The slice of Auth0's password-reset-post-challenge v1 trigger that this project relies on.
 * @fact password-reset-post-challenge runs in Universal Login only, after the first challenge and before the new
 * password. (Auth0 docs, password-reset-post-challenge event and API objects; read 2026-11-22)
 */

export interface Event {
  readonly client: {
    readonly client_id: string
    readonly name: string
    readonly metadata: Readonly<Record<string, string>>
  }
  readonly connection: { readonly id: string; readonly name: string; readonly strategy: string }
  readonly organization?: {
    readonly id: string
    readonly name: string
    readonly metadata: Readonly<Record<string, string>>
  }
  readonly request: { readonly language?: string }
  readonly secrets: Readonly<Record<string, string>>
  readonly tenant: { readonly id: string }
  readonly transaction?: { readonly locale?: string }
  readonly user: {
    readonly app_metadata: Readonly<Record<string, unknown>>
    readonly created_at: string
    readonly email?: string
    readonly user_id: string
  }
}

export interface PasswordResetPostChallengeAPI {
  readonly access: { deny(reason: string): PasswordResetPostChallengeAPI }
}
