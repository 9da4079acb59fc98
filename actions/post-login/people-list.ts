import { withinAllowance } from '../../policies/within-allowance.ts'
import { readMoment } from '../reading/read-moment.ts'
import { readText } from '../reading/read-text.ts'

/** Somebody a team named in a secret, until a moment (epoch ms). */
export type NamedPerson = {
  readonly user: string
  /** Null where the entry names none. */
  readonly organization: string | null
  /** When the account was made that is meant (epoch ms); null where the entry does not say. */
  readonly createdAtMs: number | null
  readonly untilMs: number
}

/**
 * A secret of the form `[{"user": "<user id>", "organization": "<id>", "created": "<ISO time>",
 * "until": "<ISO time>"}, ...]`, of which `organization` and `created` may be left out.
 * User ids are personal data, so such lists are secrets of the Action and not part of the rulebook,
 * and no build sees their ends. A list that cannot be read names nobody; neither does an entry
 * without a user, with an organization or a creation that cannot be read, or one whose end is missing,
 * has come, or is further away than `longestMs`.
 */
export function readPeopleList(
  secret: unknown,
  nowMs: number,
  longestMs: number,
): readonly NamedPerson[] {
  if (readText(secret) === '') return []
  return parseList(readText(secret)).flatMap((item) => {
    const { user, organization, created, until } = (item ?? {}) as Readonly<Record<string, unknown>>
    const untilMs = Date.parse(readText(until))
    if (readText(user) === '' || !withinAllowance(untilMs, nowMs, longestMs)) return []
    // What is there and cannot be read was meant to narrow the entry.
    if (organization !== undefined && readText(organization) === '') return []
    const createdAtMs = created === undefined ? null : readMoment(created)
    if (createdAtMs !== null && !Number.isFinite(createdAtMs)) return []
    const named = organization === undefined ? null : readText(organization)
    return [{ user: readText(user), organization: named, createdAtMs, untilMs }]
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
