import { LONGEST_SPREAD_DAYS } from '../../project/rulebook-policies.ts'
import type { Family } from '../family.ts'
import { type Finding, finding, type Rule } from '../finding.ts'
import { isRecorded } from '../is-enforced.ts'
import { leastSpread, writesPerMinute } from '../least-spread.ts'
import { placeInRulebook, type Subject } from '../subject.ts'

const SPREAD_TOO_SHORT: Rule = {
  id: 'spread_too_short',
  severity: 'warning',
  summary:
    'more people would be locked within a minute than the plan of the environment lets write',
  why: 'Each lock is one write of a user, which counts against what the plan lets everybody write. Whether a login whose write Auth0 refuses fails or passes is not documented; other back ends of the tenant are refused as well.',
}

const PATH = 'policies.email-lock.spread'
const DAY_MS = 86_400_000

/** Whether the records that are due may be written, where the environment says who signs in (`load`). */
export const writeBudget: Family = {
  title: 'Write budget',
  rules: [SPREAD_TOO_SHORT],
  look: (subject) => {
    const { environment, rulebook } = subject.project
    const { load, ceiling } = environment
    const emailLock = rulebook.policies['email-lock']
    const isWritten =
      ceiling !== 'monitor' && emailLock.onMissing === 'adopt' && isRecorded(emailLock)
    if (load === undefined || !isWritten || subject.nowMs >= Date.parse(emailLock.cutOver))
      return []
    const least = leastSpread(load)
    return emailLock.spread.days >= least ? [] : [tooShort(subject, load, least)]
  },
}

function tooShort(
  subject: Subject,
  load: Parameters<typeof leastSpread>[0],
  least: number,
): Finding {
  const { spread, cutOver } = subject.project.rulebook.policies['email-lock']
  // One that began long ago is over: more days of it would let everybody's turn come at once.
  const beginsMs = Math.max(
    Date.parse(spread.from),
    (Math.floor(subject.nowMs / DAY_MS) + 1) * DAY_MS,
  )
  const fits = least <= LONGEST_SPREAD_DAYS && beginsMs + least * DAY_MS <= Date.parse(cutOver)
  const from = new Date(beginsMs).toISOString().slice(0, 10)
  const due = spread.days === 0 ? 1 : Math.min(1, load.longestPauseDays / spread.days)
  return finding(
    SPREAD_TOO_SHORT,
    placeInRulebook(subject, PATH),
    `\`${PATH}\` takes \`${spread.days}\` days: in the busiest minute \`${Math.ceil(load.signInsInBusiestMinute * due)}\` people are locked, and \`${writesPerMinute(load)}\` may be written by \`load\`, accepted at least \`${least}\` days`,
    fits
      ? `write \`"spread": { "from": "${from}", "days": ${least} }\``
      : 'lock those who are there before, with `backfill`, or begin earlier or move `cutOver`, so that the days fit',
  )
}
