import { publishUser } from '../../events/publish-user.ts'
import { mergeMetadata } from '../../merge-metadata.ts'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Tenant, User } from '../../store.ts'

/**
 * The one write after all Actions of a trigger, or before a person is sent elsewhere; also after a
 * refusal. Who writes nothing does not touch the profile. What an Action has changed through the
 * Management API meanwhile stays; of an account that it has linked to another nothing is left to write to.
 */
export function applyMetadata(tenant: Tenant, { user_id }: User, outcome: TriggerOutcome): void {
  const user = tenant.state.users.get(user_id)
  const { appMetadata, userMetadata } = outcome
  const nothing = isEmpty(appMetadata) && isEmpty(userMetadata)
  if (nothing || user === undefined) return
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
