import { readPeopleList } from './people-list.ts'

/**
 * The secret `OG_BREAK_GLASS`: those who repair the tenant.
 * @returns until when `userId` is one of them (epoch ms); `-Infinity` for everyone else
 */
export function readBreakGlassUntil(
  secret: unknown,
  userId: string,
  nowMs: number,
  longestMs: number,
): number {
  const own = readPeopleList(secret, nowMs, longestMs).filter(({ user }) => user === userId)
  return Math.max(Number.NEGATIVE_INFINITY, ...own.map(({ untilMs }) => untilMs))
}
