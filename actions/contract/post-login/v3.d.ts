/**
 * The slice of Auth0's post-login v3 trigger that this project relies on, for machines where the
 * official `@auth0/actions` package is not to be had.
 * @fact The event and `api` of post-login v3 have the members declared here. (Auth0 docs,
 * post-login event object and post-login API object; read 2026-11-22)
 */

/** Whoever acts for a person, and for whom they do it in turn. */
export interface Actor {
  readonly sub: string
  readonly act?: Actor
}

export interface Event {
  /** Early access. */
  readonly agent?: { readonly agent_id: string }
  readonly authentication?: {
    readonly methods: readonly { readonly name: string; readonly timestamp: string }[]
  }
  /** Role names; in an organization's login those of its member. */
  readonly authorization?: { readonly roles: readonly string[] }
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
  /** Only while a token is refreshed; Enterprise plans. */
  readonly refresh_token?: {
    readonly created_at: string
    readonly expires_at?: string
    readonly metadata?: Readonly<Record<string, unknown>>
  }
  readonly request: {
    readonly language?: string
    readonly query: Readonly<Record<string, unknown>>
  }
  readonly secrets: Readonly<Record<string, string>>
  /** May be an empty object where there is no session. */
  readonly session?: {
    readonly id: string
    readonly actor?: Actor
    readonly authenticated_at?: string
    readonly expires_at?: string
  }
  readonly tenant: { readonly id: string }
  readonly transaction?: {
    readonly actor?: Actor
    readonly locale?: string
    readonly protocol?: string
    readonly prompt?: readonly string[]
    readonly subject_token_type?: string
    readonly actor_token_type?: string
  }
  readonly user: {
    readonly app_metadata: Readonly<Record<string, unknown>>
    readonly created_at: string
    readonly email?: string
    readonly email_verified: boolean
    readonly identities: readonly {
      readonly connection?: string
      readonly provider?: string
      readonly profileData?: Readonly<Record<string, string>>
    }[]
    readonly phone_number?: string
    readonly phone_verified?: boolean
    readonly user_id: string
    readonly username?: string
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

export interface SessionAPI {
  /** Ends the session, and the login with it. Enterprise plans. */
  revoke(reason: string, options?: { readonly preserveRefreshTokens?: boolean }): void
  /** Epoch ms; only ever shortens. Enterprise plans. */
  setExpiresAt(ms: number): void
}

export interface RefreshTokenAPI {
  /** Only while a token is refreshed. Enterprise plans. */
  revoke(reason: string): void
  /** Epoch ms; only ever shortens. Enterprise plans. */
  setExpiresAt(ms: number): void
  /** At most 25 keys of 255 characters. Enterprise plans. */
  setMetadata(key: string, value: string | null): void
}

/** Of the person of the login, in the organization of the login. Early access. */
export interface RolesAPI {
  /** At most 50 names. */
  getUserEffectiveRolesByNames(
    names: readonly string[],
  ): Promise<{ readonly roles: readonly { readonly id: string; readonly name: string }[] }>
}

/** Of the person of the login, in the organization of the login. Early access. */
export interface GroupsAPI {
  /** @param idsOrNames at least one; the answer has an entry for each */
  hasGroupMembership(idsOrNames: readonly string[]): Promise<{
    readonly memberships: Readonly<Record<string, { readonly is_member: boolean }>>
    readonly errors?: Readonly<Record<string, string>>
  }>
}

export interface PostLoginAPI {
  readonly access: {
    /** Refuses the login; later Actions are skipped, metadata written by this one is kept. */
    deny(reason: string): PostLoginAPI
  }
  readonly cache: CacheAPI
  readonly groups: GroupsAPI
  readonly refreshToken: RefreshTokenAPI
  readonly roles: RolesAPI
  readonly session: SessionAPI
  readonly user: {
    /** Assigns one first-level key; all writes go out once, at the end of the flow. */
    setAppMetadata(key: string, value: unknown): PostLoginAPI
  }
}
