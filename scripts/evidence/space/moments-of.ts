import { numberOf, recordOf } from '../../ground/json-value.ts'

/** Epoch ms from 2001 to 2286: other numbers in a rulebook are durations and counts. */
const EARLIEST_MS = 1e12
const LATEST_MS = 1e13
const DAY_MS = 86_400_000

/**
 * The moments at which either rulebook may come to answer otherwise: every moment in it, the day from
 * which an allowance of too long an end counts, and the end of a spread.
 */
export function boundariesOf(rulebooks: readonly unknown[]): readonly number[] {
  const found = new Set<number>()
  const look = (value: unknown, longestMs: number): void => {
    if (typeof value !== 'object' || value === null) return
    const own = recordOf(value)
    const longest = numberOf(own.longestAllowanceMs) ?? longestMs
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'number' && inner >= EARLIEST_MS && inner < LATEST_MS) {
        found.add(inner)
        if (key === 'untilMs') found.add(inner - longest)
        if (key === 'fromMs') found.add(inner + (numberOf(own.days) ?? 0) * DAY_MS)
      }
      look(inner, longest)
    }
  }
  for (const rulebook of rulebooks) look(rulebook, 0)
  return [...found].sort((one, other) => one - other)
}

/** From now on, in time order: just before each boundary, and at it. What is between answers as the last. */
export const momentsFrom = (nowMs: number, boundaries: readonly number[]): readonly number[] => [
  nowMs,
  ...boundaries
    .flatMap((ms) => [ms - 1, ms])
    .filter((ms, index, all) => ms > nowMs && all.indexOf(ms) === index),
]
