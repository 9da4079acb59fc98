import { readText } from './read-text.ts'

/**
 * The secret `OG_BREAK_GLASS`: `[{"user": "<user id>", "until": "<ISO time>"}, ...]`, for the people
 * who repair the tenant. User ids are personal data, so they are a secret and not in the rulebook.
 * @returns until when `userId` is one of them (epoch ms); `-Infinity` for everyone else, and for a
 *   secret that cannot be read
 */
export function readBreakGlassUntil(secret: unknown, userId: string): number {
  if (readText(secret) === '') return Number.NEGATIVE_INFINITY
  const ends = parseList(readText(secret)).flatMap((entry) => {
    const { user, until } = (entry ?? {}) as Readonly<Record<string, unknown>>
    const endMs = Date.parse(readText(until))
    return user === userId && userId !== '' && !Number.isNaN(endMs) ? [endMs] : []
  })
  return Math.max(Number.NEGATIVE_INFINITY, ...ends)
}

function parseList(text: string): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : []
  } catch {
    return []
  }
}
