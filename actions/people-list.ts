import { withinAllowance } from '../policies/within-allowance.ts'
import { readText } from './read-text.ts'

/** Somebody a team named in a secret, until a moment (epoch ms). */
export type NamedPerson = {
  readonly user: string
  /** Empty where the list names none. */
  readonly organization: string
  readonly untilMs: number
}

/**
 * A secret of the form `[{"user": "<user id>", "organization": "<id>", "until": "<ISO time>"}, ...]`.
 * User ids are personal data, so such lists are secrets of the Action and not part of the rulebook,
 * and no build sees their ends. A list that cannot be read names nobody; neither does an entry
 * without a user, or one whose end is missing, has come, or is further away than `longestMs`.
 */
export function readPeopleList(
  secret: unknown,
  nowMs: number,
  longestMs: number,
): readonly NamedPerson[] {
  if (readText(secret) === '') return []
  return parseList(readText(secret)).flatMap((item) => {
    const { user, organization, until } = (item ?? {}) as Readonly<Record<string, unknown>>
    const untilMs = Date.parse(readText(until))
    if (readText(user) === '' || !withinAllowance(untilMs, nowMs, longestMs)) return []
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
