import { publishUser } from '../events/publish-user.ts'
import { linkedAccountsOf } from '../render-identities.ts'
import type { Tenant, User } from '../store.ts'
import { forgetBelow, placeOf } from './stored/kept-items.ts'

/** Takes a person out, with what hangs on them and the accounts linked to them, and tells of it. */
export function removeUser(tenant: Tenant, user: User): void {
  const { state } = tenant
  const { user_id } = user
  for (const linked of linkedAccountsOf(tenant, user)) state.linkedAccounts.delete(linked.user_id)
  state.users.delete(user_id)
  state.memberships = state.memberships.filter((one) => one.user_id !== user_id)
  forgetBelow(tenant, placeOf('/users/:user_id', { user_id }))
  publishUser(tenant, 'deleted', user)
}
