import { lockOwner } from '../../actions/records/lock-owner.ts'
import { readRememberedOrganization } from '../../actions/records/token-memory.ts'
import type { Profile } from './find-within-reach.ts'
import { mayHoldTenantRights } from './holds-tenant-rights.ts'
import { orGone } from './or-gone.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/** Beside `ADMINISTRATION_SCOPES`, for whoever ends what was issued. */
export const REVOKING_SCOPES: readonly string[] = [
  'delete:refresh_tokens',
  'delete:sessions',
  'read:refresh_tokens',
]

/**
 * What was ended; null where the tenant's plan has no way to. An administrator is told of what was the organization's
 * alone: that more went, or stayed, would say what else rests on the account.
 */
export type Revoked = {
  readonly sessions: 'all' | 'none' | 'of the organization' | null
  readonly refreshTokens: 'all' | 'of the organization' | null
}

/** Ends every session and every refresh token of a person. */
export async function revokeEverything(tools: Tools, userId: string): Promise<Revoked> {
  if (!tools.settings.revocation) return { sessions: null, refreshTokens: null }
  const { users } = tools.management
  await orGone(users.sessions.delete(userId))
  await orGone(users.refreshToken.delete(userId))
  return { sessions: 'all', refreshTokens: 'all' }
}

/**
 * Ends what was issued to a member of one organization, by what that organization decided. A session is of
 * the whole tenant: it ends only where nothing but this organization rests on the account, no other membership
 * and no right of the tenant, which is used without an organization.
 * @param isOnly whether the person is a member of it alone
 */
export async function revokeIn(
  tools: Tools,
  profile: Profile,
  organization: string,
  { actor, isOnly }: { readonly actor: Actor; readonly isOnly: boolean },
): Promise<Revoked> {
  if (!tools.settings.revocation) return { sessions: null, refreshTokens: null }
  const isAll = isOnly && !(await mayHoldTenantRights(tools, profile.user_id))
  const revoked = isAll
    ? await revokeEverything(tools, profile.user_id)
    : await revokeWithin(tools, profile, organization)
  return actor.kind === 'operator' ? revoked : OF_THE_ORGANIZATION
}

const OF_THE_ORGANIZATION: Revoked = {
  sessions: 'of the organization',
  refreshTokens: 'of the organization',
}

/**
 * Ends the refresh tokens that remember the organization under the guard's signature. Sessions are of the
 * whole tenant: the person may go on elsewhere, and the guard refuses what is tried here.
 */
async function revokeWithin(
  { management, keyring, tenantId }: Tools,
  profile: Profile,
  organization: string,
): Promise<Revoked> {
  const owner = lockOwner(tenantId, profile)
  const ids: string[] = []
  // Read to the end first: what is deleted would move others out of the next page.
  for await (const token of await management.users.refreshToken.list(profile.user_id)) {
    const memory = { metadata: token.refresh_token_metadata }
    const remembered = readRememberedOrganization(memory, owner, keyring)
    const isOurs = remembered.kind === 'named' && remembered.id === organization
    if (isOurs && token.id !== undefined) ids.push(token.id)
  }
  for (const id of ids) await orGone(management.refreshTokens.delete(id))
  return { sessions: 'none', refreshTokens: 'of the organization' }
}
