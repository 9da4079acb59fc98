import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withinAllowance } from '../../policies/within-allowance.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'

const LONGEST_MS = 90 * DAY_MS

test.each([
  ['ended a millisecond ago', NOON_MS - 1, false],
  ['ends now', NOON_MS, false],
  ['ends in a millisecond', NOON_MS + 1, true],
  ['ends on the last moment there may be', NOON_MS + LONGEST_MS, true],
  ['ends a millisecond after that', NOON_MS + LONGEST_MS + 1, false],
  ['ends in the year 9999', Date.UTC(9999, 11, 31), false],
  ['never ends', Number.POSITIVE_INFINITY, false],
  ['never began', Number.NEGATIVE_INFINITY, false],
  ['has no end', Number.NaN, false],
])('what %s', (_what, untilMs, counts) => {
  expect(withinAllowance(untilMs, NOON_MS, LONGEST_MS)).toBe(counts)
})

test.each([
  ['no time at all', 0],
  ['an unknown time', Number.NaN],
  ['no time, because an older rulebook has none', undefined as unknown as number],
  ['all the time there is', Number.POSITIVE_INFINITY],
])('where the longest is %s, nothing is allowed', (_what, longestMs) => {
  expect(withinAllowance(NOON_MS + 1, NOON_MS, longestMs)).toBe(false)
})

test('what counts has begun to end: there is always a moment, no further away, at which it is over', () => {
  const moment = fc.integer({ min: 0, max: 10 ** 13 })
  fc.assert(
    fc.property(
      moment,
      moment,
      fc.integer({ min: 0, max: 366 * DAY_MS }),
      (until, now, longest) => {
        if (!withinAllowance(until, now, longest)) return
        expect(withinAllowance(until, now + longest, longest)).toBe(false)
        expect(withinAllowance(until, until, longest)).toBe(false)
      },
    ),
    { seed: 20261123, numRuns: 2000 },
  )
})
