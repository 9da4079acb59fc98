import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Json, JsonObject, Tenant, User } from '../../store.ts'

/**
 * The one write after all Actions of a trigger, also after a refusal: first-level keys, `null`
 * deletes. Who writes nothing does not touch the profile.
 */
export function applyMetadata(tenant: Tenant, user: User, outcome: TriggerOutcome): void {
  const { appMetadata, userMetadata } = outcome
  const nothing = isEmpty(appMetadata) && isEmpty(userMetadata)
  if (nothing) return
  user.app_metadata = merged(user.app_metadata, appMetadata)
  user.user_metadata = merged(user.user_metadata, userMetadata)
  user.updated_at = new Date(tenant.clock.now()).toISOString()
}

export function merged(metadata: JsonObject, writes: Record<string, Json>): JsonObject {
  const kept = Object.entries({ ...metadata, ...writes }).filter(
    ([name]) => !(Object.hasOwn(writes, name) && writes[name] === null),
  )
  return Object.fromEntries(kept)
}

/** The text of a refusal that the application sees. */
export function refusalText(refusal: NonNullable<TriggerOutcome['refusal']>): string {
  return refusal.kind === 'failed' ? refusal.message : refusal.reason
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0
