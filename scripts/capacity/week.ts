import { resolve } from 'node:path'
import { z } from 'zod'
import { parseValue, readJsonFile } from '../ground/parse-json-file.ts'
import type { Draws } from './seeded-draws.ts'

/** Sign-ins in each hour of a week, the hour from Monday 00:00 UTC on first. */
export type Week = readonly number[]

const HOURS = 168
const HOUR_MS = 3_600_000
const WEEK_MS = HOURS * HOUR_MS
/** The first Monday of 1970 (epoch ms). */
const A_MONDAY_MS = 4 * 86_400_000

/**
 * Where nobody has counted: of 100 people 40 sign in on a working day, since sessions last for days, and 4 on
 * a day of the weekend. An assumption of our own; the tenant's logs know better.
 */
const OF_100_PEOPLE = { workingDay: 40, weekend: 4 }

/** Of 100 sign-ins of a day, those of each hour: most as offices open, fewer after lunch. */
const OF_100_SIGN_INS = [0, 0, 0, 0, 0, 1, 4, 10, 12, 11, 9, 8, 6, 8, 8, 7, 5, 4, 3, 2, 1, 1, 0, 0]

/** The usual week of so many people. */
export const usualWeek = (people: number): Week =>
  Array.from({ length: HOURS }, (_, hour) => {
    const ofDay = hour < 5 * 24 ? OF_100_PEOPLE.workingDay : OF_100_PEOPLE.weekend
    return (people * ofDay * (OF_100_SIGN_INS[hour % 24] ?? 0)) / 10_000
  })

/** The same, with so many in its busiest minute. */
export function busyWeek(people: number, busiestMinute: number): Week {
  const week = usualWeek(people)
  const factor = (busiestMinute * 60) / busiestHour(week)
  return week.map((signIns) => signIns * factor)
}

/** The first midnight (UTC) of a Monday that is not over (epoch ms). */
export const nextMonday = (nowMs: number): number =>
  A_MONDAY_MS + Math.ceil((nowMs - A_MONDAY_MS) / WEEK_MS) * WEEK_MS

/** How many sign in within the second that begins then (epoch ms). */
export type Arrivals = (secondMs: number, draws: Draws) => number

/** Each by themselves, as many in an hour as the week says on average. */
export const arrivalsOf =
  (week: Week): Arrivals =>
  (secondMs, draws) =>
    draws.poisson((week[Math.floor((secondMs - A_MONDAY_MS) / HOUR_MS) % HOURS] ?? 0) / 3_600)

export const NOBODY: Arrivals = () => 0

export const busiestHour = (week: Week): number => Math.max(...week)

const Hours = z.array(z.number().min(0)).refine(({ length }) => length === 24 || length === HOURS, {
  error: '24 numbers, one for each hour of every day, or 168 from Monday 00:00 UTC on',
})

/**
 * Sign-ins per hour that somebody counted: a JSON list of 24 numbers, for each day, or of 168, from Monday
 * 00:00 UTC on.
 * @throws UserFault when the file cannot be read or is something else
 */
export async function readWeek(root: string, file: string): Promise<Week> {
  const hours = parseValue(await readJsonFile(resolve(root, file), file), Hours, 'hours_invalid', {
    file,
  })
  return Array.from({ length: HOURS }, (_, hour) => hours[hour % hours.length] ?? 0)
}
