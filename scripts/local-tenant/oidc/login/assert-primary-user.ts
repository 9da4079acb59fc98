import { errors } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { User } from '../../store.ts'

/**
 * `api.authentication.setPrimaryUser`: only a user of whom the one who signed in is a secondary
 * identity. Simplified: accounts are never linked here, so every other user is refused.
 */
export function assertPrimaryUser(user: User, { primaryUserId }: TriggerOutcome): void {
  if (primaryUserId === undefined || primaryUserId === user.user_id) return
  throw new errors.AccessDenied(
    'local_tenant_not_emulated: the primary user is not linked to the user who signed in',
  )
}
