import { numberOf, objectsIn, recordOf, textOf } from '../ground/json-value.ts'
import { UserFault } from '../ground/user-fault.ts'

/**
 * `app_metadata.og_lifts`: when administrators of which organizations lifted the block after wrong passwords.
 * Each lift is room for as many guesses as brute-force protection allows, at an account that may be more
 * than one organization's. No Action reads it.
 */
export const LIFTS_KEY = 'og_lifts'

const DAY_MS = 86_400_000
const MOST_A_DAY = 3

/**
 * The record with a lift that is about to be made. Those of one organization count by themselves, so that nobody
 * learns of another's by being refused. What cannot be read counts as none: whoever can write there needs no lift.
 * @throws UserFault where they are used up
 */
export function withLift(stored: unknown, organization: string, nowMs: number): unknown {
  const t = Math.floor(nowMs / 1000)
  const { v, l } = recordOf(stored)
  const recent = (v === 1 ? objectsIn(l) : []).flatMap((one) => {
    const [o, at] = [textOf(one.o), numberOf(one.t) ?? 0]
    return at * 1000 > nowMs - DAY_MS ? [{ o, t: at }] : []
  })
  const own = recent.filter(({ o }) => o === organization)
  // Read again after it was written.
  if (own.some((one) => one.t === t)) return stored
  if (own.length >= MOST_A_DAY) throw new UserFault([USED_UP])
  return { v: 1, l: [...recent, { o: organization, t }] }
}

const USED_UP = {
  code: 'lifts_used_up',
  message: `the block after wrong passwords of this person was lifted ${MOST_A_DAY} times within a day`,
  fix: 'have a link for a new password mailed, wait, or ask an operator of the tenant',
}
