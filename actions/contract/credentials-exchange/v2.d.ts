/**
 * The slice of Auth0's credentials-exchange v2 trigger that this project relies on.
 * @fact credentials-exchange runs for the client credentials grant only. (Auth0 docs, credentials-exchange
 * event and API objects; read 2026-11-22)
 */

export interface Event {
  readonly client: {
    readonly client_id: string
    readonly name: string
    readonly metadata: Readonly<Record<string, string>>
  }
  readonly organization?: {
    readonly id: string
    readonly name: string
    readonly metadata: Readonly<Record<string, string>>
  }
  readonly resource_server: { readonly identifier: string }
  readonly secrets: Readonly<Record<string, string>>
  readonly tenant: { readonly id: string }
}

export interface CredentialsExchangeAPI {
  readonly access: {
    deny(
      code: 'invalid_scope' | 'invalid_request' | 'server_error',
      reason?: string,
    ): CredentialsExchangeAPI
  }
}
