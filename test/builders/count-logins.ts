import type { Administration } from './an-administration.ts'

/** Sessions and refresh tokens that somebody has. */
export async function countLogins(
  { tools }: Administration,
  { user_id: person }: { user_id: string },
): Promise<{ sessions: number; refreshTokens: number }> {
  const { users } = tools.management
  const [sessions, tokens] = [
    await users.sessions.list(person),
    await users.refreshToken.list(person),
  ]
  return { sessions: sessions.data.length, refreshTokens: tokens.data.length }
}
