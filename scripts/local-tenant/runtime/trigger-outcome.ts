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
}

export type Refusal =
  /** `api.access.deny(...)`. `userMessage` only where the trigger has one (pre-user-registration). */
  | { kind: 'denied'; actionName: string; reason: string; userMessage?: string }
  /** `api.session.revoke` / `api.refreshToken.revoke`: a denial that also ends something. */
  | { kind: 'revoked'; actionName: string; reason: string; what: 'session' | 'refresh-token' }
  /** Uncaught error, bad signature, start-up error or time-out: fails closed with the error's text. */
  | { kind: 'failed'; actionName: string; message: string; timedOut: boolean }

export type ActionRuntime = {
  /** Runs the deployed versions of every Action bound to `triggerId`, in binding order. Never throws. */
  runTrigger(triggerId: string, handler: string, event: TriggerEvent): Promise<TriggerOutcome>
  /** Kills every Action process. */
  stop(): Promise<void>
}
