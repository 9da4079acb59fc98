import { errors } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Tenant, User } from '../../store.ts'

/**
 * Whose login it is after the Actions: `api.authentication.setPrimaryUser` names the user to whom an
 * Action has linked the one who signed in.
 * @fact Auth0 does not go over to the primary user by itself after accounts were linked. (Auth0 docs,
 * link user accounts; read 2026-12-02)
 * @throws AccessDenied for anybody else, and for a blocked one
 */
export function findPrimaryUser(
  { state }: Tenant,
  user: User,
  { primaryUserId = user.user_id }: TriggerOutcome,
): User {
  if (primaryUserId === user.user_id) return user
  const linkedTo = state.linkedAccounts.get(user.user_id)?.primary_id
  const primary = state.users.get(primaryUserId)
  if (primary === undefined || linkedTo !== primaryUserId) {
    throw new errors.AccessDenied('the primary user is not linked to the user who signed in')
  }
  if (primary.blocked === true) throw new errors.AccessDenied('user is blocked')
  return primary
}
