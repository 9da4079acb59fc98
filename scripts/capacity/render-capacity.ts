import { LIMIT_PROFILES, type LimitProfileName } from 'auth0-local-tenant/limits'
import { writesPerMinute } from '../check/least-spread.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import { type Purpose, perMinute } from './budgets.ts'
import type { Course } from './course.ts'
import type { Capacity, CapacityQuestion } from './foresee-capacity.ts'

/** What `capacity` answers, with what it was asked. */
export type CapacityAnswer = Omit<CapacityQuestion, 'settings' | 'week'> &
  Capacity & { readonly leastPlan: LimitProfileName | null }

/** For people: each figure is of a course that was played. */
export function renderCapacity(answer: CapacityAnswer): Lines {
  const { plan, people, fromMs, spread, spreadDays, asWritten, backfill } = answer
  const courses: readonly (readonly [string, Course | null])[] = [
    ['as the rulebook has it', asWritten],
    [`spread over ${spreadDays} days`, spread],
    ['another key, over those days', answer.rotation],
    ['with a backfill beside', backfill.besideLogins],
  ]
  return lines(
    `plan      ${plan}, ${people} people, from ${new Date(fromMs).toISOString().slice(0, 10)} on`,
    ...standing(answer),
    '',
    renderTable([
      ['', '50 %', '90 %', '99 %', 'writes', 'refused', 'of others refused'],
      ...courses.flatMap(([what, course]) => (course === null ? [] : [[what, ...cells(course)]])),
    ]),
    '',
    renderTable([
      ['a minute', 'plan', 'as the rulebook has it', 'with that spread'],
      budgetRow('Authentication API requests', answer, 'authentication', 'requests'),
      budgetRow('writes of people', answer, 'write', 'writes'),
      budgetRow('look-ups of members', answer, 'look-up', 'lookUps'),
    ]),
    '',
    `backfill  ${backfill.perMinute} people a minute: ends after ${hours(backfill.aloneHours)} without logins, ${hours(backfill.besideLogins.backfillHours)} beside them`,
    `block     of everybody, one by one: ${hours(backfill.aloneHours)}`,
    `plan      ${answer.leastPlan === null ? 'none carries this' : `\`${answer.leastPlan}\` is the smallest that carries this`}`,
  )
}

function standing(answer: CapacityAnswer): readonly string[] {
  const { carriesSignIns, locksNobody, asWritten, spreadDays, isKept } = answer
  const most = `at most ${writesPerMinute(answer)} writes a minute are the guard’s`
  const rulebook = isKept
    ? `rulebook  it fits: ${most}`
    : `rulebook  it does not fit: ${asWritten.busiestMinute.writes} writes in the busiest minute, ${most}`
  return [
    ...(carriesSignIns
      ? []
      : ['sign-ins  more than the plan carries in the busiest hour, with or without the guard']),
    ...(locksNobody
      ? ['locks     nobody is locked by signing in: so say the rulebook or the ceiling']
      : [
          rulebook,
          spreadDays === null
            ? 'spread    none fits before the cut-over: backfill first, or move `cutOver`'
            : `spread    ${spreadDays} days`,
        ]),
    ...(asWritten.refused === 0
      ? []
      : [`refused   ${asWritten.refused} sign-ins of people without a lock, after the cut-over`]),
  ]
}

const cells = ({
  hoursUntil,
  writes,
  writesRefused,
  foreignRefused,
}: Course): readonly string[] => [
  hours(hoursUntil[50]),
  hours(hoursUntil[90]),
  hours(hoursUntil[99]),
  `${writes}`,
  `${writesRefused}`,
  `${foreignRefused}`,
]

const budgetRow = (
  what: string,
  { plan, asWritten, spread }: CapacityAnswer,
  purpose: Purpose,
  counted: keyof Course['busiestMinute'],
): readonly string[] => [
  what,
  `${perMinute(LIMIT_PROFILES[plan], purpose)}`,
  `${asWritten.busiestMinute[counted]}`,
  spread === null ? '-' : `${spread.busiestMinute[counted]}`,
]

/** Days where it takes long. */
export const hours = (count: number | null): string => {
  if (count === null) return 'never'
  return count >= 96 ? `${(count / 24).toFixed(1)} d` : `${count.toFixed(1)} h`
}
