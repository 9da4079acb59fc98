import { publishUser } from '../../events/publish-user.ts'
import { mergeMetadata } from '../../merge-metadata.ts'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Tenant, User } from '../../store.ts'

/**
 * The one write after all Actions of a trigger, or before a person is sent elsewhere; also after a
 * refusal. Who writes nothing does not touch the profile.
 */
export function applyMetadata(tenant: Tenant, user: User, outcome: TriggerOutcome): void {
  const { appMetadata, userMetadata } = outcome
  const nothing = isEmpty(appMetadata) && isEmpty(userMetadata)
  if (nothing) return
  user.app_metadata = mergeMetadata(user.app_metadata, appMetadata)
  user.user_metadata = mergeMetadata(user.user_metadata, userMetadata)
  user.updated_at = new Date(tenant.clock.now()).toISOString()
  publishUser(tenant, 'updated', user)
}

/** The text of a refusal that the application sees. */
export function refusalText(refusal: NonNullable<TriggerOutcome['refusal']>): string {
  return refusal.kind === 'failed' ? refusal.message : refusal.reason
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0
