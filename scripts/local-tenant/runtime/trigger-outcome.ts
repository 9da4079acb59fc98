import type { Json, JsonObject } from '../store.ts'
import type { Suspension } from './suspension.ts'

/** The event the tenant hands to a trigger: everything but `secrets`, which each Action has its own of. */
export type TriggerEvent = Record<string, unknown>

/** What one trigger run, all its bound Actions together, means for the transaction. */
export type TriggerOutcome = {
  /** Groups the run's entries in `state.executions`; null when nothing is bound. */
  executionId: string | null
  refusal: ActionRefusal | null
  /** Aggregated first-level writes; `null` deletes a key. Kept on a refusal (Auth0 keeps them too). */
  appMetadata: Record<string, Json>
  userMetadata: Record<string, Json>
  idTokenClaims: Record<string, Json>
  accessTokenClaims: Record<string, Json>
  addedScopes: string[]
  removedScopes: string[]
  /** What `api.session.*` asked for; absent where nothing did. */
  session?: EntityChanges
  /** What `api.refreshToken.*` asked for; absent where nothing did. */
  refreshToken?: EntityChanges
  /** `event.transaction.metadata` after the last Action; absent where no Action set any. */
  transactionMetadata?: Record<string, Json>
  /**
   * `api.transaction.*TargetScope(s)`: the whole set after the last call, to be intersected with
   * what the grant allows. Absent where no Action called one; empty means none.
   */
  targetScopes?: string[]
  /** custom-token-exchange, unless refused: whose tokens these are to be. */
  exchange?: TokenExchange
  /** password-reset-post-challenge: where the person goes when the password is set. */
  resultUrl?: string
  /** `api.authentication.recordMethod`: URLs to be kept among the session's methods. */
  recordedMethods?: string[]
  /**
   * `api.authentication.setPrimaryUser`.
   * @fact The login is refused unless the identity that signed in is a secondary one of this user.
   * (Auth0, types in auth0/auth0-actions; read 2026-11-22)
   */
  primaryUserId?: string
  /**
   * An Action sent the person elsewhere: nothing may be issued yet. Only where the endpoint said
   * `canRedirect`; `refusal` is null then, and everything else empty but the metadata of the user.
   * @fact An Action's user metadata is written before the person is sent elsewhere. (Auth0 docs,
   * manage user metadata; read 2026-08-20)
   */
  suspension?: Suspension
}

export type TokenExchange = {
  subject:
    | { kind: 'user-id'; userId: string }
    | {
        kind: 'connection'
        connection: string
        /** Checked; `user_id` is the one within the connection. */
        attributes: JsonObject & { user_id: string }
        creationBehavior: 'create_if_not_exists' | 'none'
        updateBehavior: 'replace' | 'none'
      }
  /** Id or name. */
  organization?: string
  /** Becomes the `act` claim; no refresh token is issued then. */
  actor?: JsonObject & { sub: string }
}

/** Changes to a session or a refresh token. Times are epoch ms; the earliest of several calls. */
export type EntityChanges = {
  expiresAtMs?: number
  idleExpiresAtMs?: number
  /** Session only; the last call counts. */
  cookieMode?: 'persistent' | 'non-persistent'
  /** What is set key by key; `null` deletes. */
  metadata?: Record<string, string | null>
  /** Whatever was stored before goes first. */
  evictsMetadata?: true
}

export type ActionRefusal =
  /**
   * `api.access.deny(...)`. `userMessage` only where the trigger has one (pre-user-registration).
   * `code` only in credentials-exchange (documented: invalid_scope, invalid_request, server_error)
   * and custom-token-exchange (any text), as the Action gave it.
   * `invalidSubjectToken` where it was `api.access.rejectInvalidSubjectToken`; it also counts as a
   * failed attempt of the IP address.
   * `validation` where it was `api.validation.error(code, message)`; `reason` is then the message.
   */
  | {
      kind: 'denied'
      actionName: string
      reason: string
      userMessage?: string
      code?: string
      invalidSubjectToken?: true
      validation?: { code: string; message: string }
    }
  /** `api.session.revoke` / `api.refreshToken.revoke`: a denial that also ends something. */
  | {
      kind: 'revoked'
      actionName: string
      reason: string
      what: 'session' | 'refresh-token'
      /** `api.session.revoke(reason, { preserveRefreshTokens: true })`. */
      preserveRefreshTokens?: boolean
    }
  /**
   * An Action sent the person elsewhere at an endpoint that cannot (silent, refresh and password logins).
   * The OAuth error is `interaction_required`, not `access_denied`; nothing was written.
   */
  | { kind: 'interaction-required'; actionName: string; reason: string }
  /**
   * @fact An uncaught error, a bad signature, a start-up error or a time-out fails closed with the
   * error's text, and everything the Actions asked for is discarded. (Auth0's official test
   * harness; read 2026-11-22)
   */
  | { kind: 'failed'; actionName: string; message: string; timedOut: boolean }

export type RunOptions = {
  /**
   * The endpoint can send a person away and take them back at `/continue`; it then handles
   * `outcome.suspension`. Absent: a redirect is the refusal `interaction-required`.
   */
  canRedirect?: boolean
  /**
   * The one Action to run instead of the bound ones: of an entity-bound trigger, the Action that the
   * token exchange profile or the event stream names.
   */
  actionId?: string
}

export type ActionRuntime = {
  /**
   * Runs the deployed versions of every Action bound to `triggerId`, in binding order. Never throws:
   * of an asynchronous trigger (post-user-registration, post-change-password, event-stream) the
   * promise need not be awaited, a failure is in the tenant log.
   */
  runTrigger(
    triggerId: string,
    handler: string,
    event: TriggerEvent,
    options?: RunOptions,
  ): Promise<TriggerOutcome>
  /**
   * Goes on where a redirect left off: the same Action's `onContinue...`, then the Actions after it,
   * with a new budget. What was asked for before, and was not written when the person left, counts
   * from the end on, as if there had been no redirect. The endpoint has compared `state`, taken the suspension out of its store (it is good for
   * one use) and made an event with the request that came back. Never throws.
   */
  resumeTrigger(suspension: Suspension, event: TriggerEvent): Promise<TriggerOutcome>
  /** Kills every Action process. */
  stop(): Promise<void>
}
