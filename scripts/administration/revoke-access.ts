import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** What was ended; null where the tenant's plan has no way to. */
export type Revoked = {
  readonly sessions: 'all' | 'none' | null
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
 * Ends the refresh tokens that the guard marked with the organization. Sessions are of the whole tenant:
 * the person may go on elsewhere, and the guard refuses what is tried here.
 */
export async function revokeWithin(
  tools: Tools,
  userId: string,
  organization: string,
): Promise<Revoked> {
  if (!tools.settings.revocation) return { sessions: null, refreshTokens: null }
  const { users, refreshTokens } = tools.management
  for await (const token of await users.refreshToken.list(userId)) {
    const marked = token.refresh_token_metadata?.og_org
    if (token.id !== undefined && marked === organization) {
      await orGone(refreshTokens.delete(token.id))
    }
  }
  return { sessions: 'none', refreshTokens: 'of the organization' }
}

/** What is gone already has ended. */
export async function orGone(ending: PromiseLike<unknown>): Promise<void> {
  try {
    await ending
  } catch (error) {
    if (statusIn(error) !== 404) throw error
  }
}
