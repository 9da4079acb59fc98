import type { Delegate } from '../policies/login/facts.ts'
import { readText } from './read-text.ts'

// People that a team names one by one. User ids are personal data, so these lists are secrets of the
// Action and not part of the rulebook. A list that cannot be read names nobody.

/**
 * The secret `OG_BREAK_GLASS`: `[{"user": "<user id>", "until": "<ISO time>"}, ...]`, for those who
 * repair the tenant.
 * @returns until when `userId` is one of them (epoch ms); `-Infinity` for everyone else
 */
export function readBreakGlassUntil(secret: unknown, userId: string): number {
  const ends = readList(secret).flatMap(({ user, untilMs }) => (user === userId ? [untilMs] : []))
  return userId === '' ? Number.NEGATIVE_INFINITY : Math.max(Number.NEGATIVE_INFINITY, ...ends)
}

/**
 * The secret `OG_DELEGATES`: `[{"user": "<user id>", "organization": "<id>", "until": "<ISO time>"}]`,
 * for support agents who may act for the members of an organization.
 */
export const readDelegates = (secret: unknown): readonly Delegate[] =>
  readList(secret).map(({ user, organization, untilMs }) => ({
    actor: user,
    organization,
    untilMs,
  }))

type Entry = { readonly user: string; readonly organization: string; readonly untilMs: number }

function readList(secret: unknown): readonly Entry[] {
  if (readText(secret) === '') return []
  return parseList(readText(secret)).flatMap((item) => {
    const { user, organization, until } = (item ?? {}) as Readonly<Record<string, unknown>>
    const untilMs = Date.parse(readText(until))
    if (readText(user) === '' || Number.isNaN(untilMs)) return []
    return [{ user: readText(user), organization: readText(organization), untilMs }]
  })
}

function parseList(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
