import { publishUser } from '../events/publish-user.ts'
import { linkedAccountsOf } from '../render-identities.ts'
import type { LinkedAccount, Tenant, User } from '../store.ts'
import { removeUser } from './remove-user.ts'

/**
 * The secondary is no user of its own any more: metadata, roles and memberships are gone, and whoever
 * signs in with it is the primary.
 */
export function linkAccount(tenant: Tenant, primary: User, secondary: User): void {
  const { linkedAccounts } = tenant.state
  linkedAccounts.set(secondary.user_id, accountOf(secondary, primary.user_id))
  // They would go with the secondary.
  for (const account of linkedAccountsOf(tenant, secondary)) account.primary_id = primary.user_id
  removeUser(tenant, secondary)
  touch(tenant, primary)
}

/**
 * @fact Who is unlinked is a user again, without metadata. (Auth0 docs, unlink user accounts; read
 * 2026-12-02)
 */
export function unlinkAccount(tenant: Tenant, primary: User, account: LinkedAccount): void {
  const { primary_id: _primary, ...profile } = account
  const now = new Date(tenant.clock.now()).toISOString()
  const user: User = {
    ...profile,
    app_metadata: {},
    user_metadata: {},
    created_at: now,
    updated_at: now,
    logins_count: 0,
    // Sessions of the user that it was before do not come back.
    session_epoch: account.session_epoch + 1,
  }
  tenant.state.linkedAccounts.delete(account.user_id)
  tenant.state.users.set(user.user_id, user)
  publishUser(tenant, 'created', user)
  touch(tenant, primary)
}

function touch(tenant: Tenant, user: User): void {
  user.updated_at = new Date(tenant.clock.now()).toISOString()
  publishUser(tenant, 'updated', user)
}

const KEPT = [
  'user_id',
  'connection',
  'email',
  'email_verified',
  'username',
  'phone_number',
  'phone_verified',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
  'password_hash',
  'session_epoch',
] as const satisfies readonly (keyof LinkedAccount)[]

function accountOf(user: User, primary_id: string): LinkedAccount {
  const kept = KEPT.flatMap((name) => (user[name] === undefined ? [] : [[name, user[name]]]))
  return { ...Object.fromEntries(kept), primary_id }
}
