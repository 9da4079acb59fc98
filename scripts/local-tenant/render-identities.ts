import type { Json, LinkedAccount, Tenant, User } from './store.ts'
import { type Account, findConnectionByName, providerOf } from './users.ts'

type Identity = { readonly [member: string]: Json }

/** `identities` of a user, in the Management API and in events: the own account first. */
export function renderIdentities(
  tenant: Tenant,
  user: User,
  isSocial: (strategy: string) => boolean,
): readonly Identity[] {
  const render = (account: Account): Identity => {
    const bar = account.user_id.indexOf('|')
    const connection = findConnectionByName(tenant, account.connection)
    const provider =
      connection === undefined ? account.user_id.slice(0, bar) : providerOf(connection)
    return {
      connection: account.connection,
      provider,
      user_id: account.user_id.slice(bar + 1),
      isSocial: isSocial(provider),
    }
  }
  const linked = linkedAccountsOf(tenant, user)
  return [
    render(user),
    ...linked.map((one) => ({ profileData: renderProfile(one), ...render(one) })),
  ]
}

export const linkedAccountsOf = (
  { state }: Tenant,
  { user_id }: Pick<User, 'user_id'>,
): readonly LinkedAccount[] =>
  state.linkedAccounts.size === 0
    ? []
    : [...state.linkedAccounts.values()].filter(({ primary_id }) => primary_id === user_id)

/**
 * @fact What the profile of a linked account was is in `profileData` of its identity, and is no part of
 * the primary user's profile. (Auth0 docs, unlink user accounts; read 2026-12-02)
 */
const renderProfile = ({
  connection: _connection,
  password_hash: _hash,
  primary_id: _primary,
  session_epoch: _epoch,
  user_id: _id,
  ...profile
}: LinkedAccount): Identity => profile
