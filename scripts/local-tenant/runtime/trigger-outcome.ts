import type { Json } from '../store.ts'

/** The event the tenant hands to a trigger: everything but `secrets`, which each Action has its own of. */
export type TriggerEvent = Record<string, unknown> & { tenant: { id: string } }

/** What one trigger run, all its bound Actions together, means for the transaction. */
export type TriggerOutcome = {
  /** Groups the run's entries in `state.executions`; null when nothing is bound. */
  executionId: string | null
  refusal: Refusal | null
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
}

/** Changes to a session or a refresh token. Times are epoch ms; the earliest of several calls. */
export type EntityChanges = {
  expiresAtMs?: number
  idleExpiresAtMs?: number
  /** Session only; the last call counts. */
  cookieMode?: 'persistent' | 'non-persistent'
  /** The whole metadata after the last call. */
  metadata?: Record<string, string>
}

export type Refusal =
  /**
   * `api.access.deny(...)`. `userMessage` only where the trigger has one (pre-user-registration).
   * `validation` where it was `api.validation.error(code, message)`; `reason` is then the message.
   */
  | {
      kind: 'denied'
      actionName: string
      reason: string
      userMessage?: string
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
   * Uncaught error, bad signature, start-up error or time-out: fails closed with the error's text,
   * and everything the Actions asked for is discarded (official test harness, read 2026-11-22).
   */
  | { kind: 'failed'; actionName: string; message: string; timedOut: boolean }

export type ActionRuntime = {
  /** Runs the deployed versions of every Action bound to `triggerId`, in binding order. Never throws. */
  runTrigger(triggerId: string, handler: string, event: TriggerEvent): Promise<TriggerOutcome>
  /** Kills every Action process. */
  stop(): Promise<void>
}
