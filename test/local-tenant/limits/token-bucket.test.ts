import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type BucketLevel,
  type BucketSize,
  takeToken,
} from '../../../scripts/local-tenant/limits/token-bucket.ts'

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
console.info(`token buckets: seed ${seed}`)

const NOON_MS = Date.parse('2026-11-20T12:00:00.000Z')
const SECOND: BucketSize = { burst: 2, sustained: 1, per: 'second' }
const MINUTE: BucketSize = { burst: 3, sustained: 3, per: 'minute' }
/** More a minute than it holds. */
const SPREAD: BucketSize = { burst: 20, sustained: 200, per: 'minute' }

/** Times at which a token is asked for (ms after noon); @returns which were taken */
function askedAt(size: BucketSize, times: readonly number[]): readonly boolean[] {
  let level: BucketLevel | null = null
  return times.map((ms) => {
    const taking = takeToken(size, level, NOON_MS + ms)
    level = taking.level
    return taking.isTaken
  })
}

test.each<[what: string, size: BucketSize, times: number[], taken: boolean[]]>([
  ['no more than it holds', SECOND, [0, 0, 0], [true, true, false]],
  ['what a second adds', SECOND, [0, 0, 999, 1000, 1000], [true, true, false, true, false]],
  [
    'what seconds add, up to the burst',
    SECOND,
    [0, 0, 9000, 9000, 9000],
    [true, true, true, true, false],
  ],
  [
    'nothing before the minute is over',
    MINUTE,
    [0, 0, 0, 59_999, 60_000],
    [true, true, true, false, true],
  ],
  [
    'as new, where the clock was set back',
    SECOND,
    [9000, 9000, 0, 0, 0],
    [true, true, true, true, false],
  ],
])('a bucket gives %s', (_what, size, times, taken) => {
  expect(askedAt(size, times)).toEqual(taken)
})

test('a bucket that a minute adds more to than it holds gives that much in a minute, and its burst', () => {
  const everyTenth = Array.from({ length: 6_000 }, (_, index) => index * 10)
  expect(askedAt(SPREAD, everyTenth).filter(Boolean)).toHaveLength(20 + 196)
})

test.each<[BucketSize, resetSec: number]>([
  [SECOND, NOON_MS / 1000 + 6],
  [MINUTE, NOON_MS / 1000 + 60],
  [SPREAD, NOON_MS / 1000 + 6],
])('%j is filled next at a whole second, or minute', (size, resetSec) => {
  expect(takeToken(size, null, NOON_MS + 5_300).resetSec).toBe(resetSec)
})

/** The same, window by window: no arithmetic on the time that has passed. */
function slowly(
  { burst, sustained, per }: BucketSize,
  times: readonly number[],
): readonly boolean[] {
  const windowMs = per === 'second' ? 1_000 : 60_000
  let left = burst
  let filledTo = Math.floor((times[0] ?? 0) / windowMs)
  return times.map((ms) => {
    for (; (filledTo + 1) * windowMs <= ms; filledTo += 1) {
      for (let added = 0; added < sustained && left < burst; added += 1) left += 1
    }
    if (left === 0) return false
    left -= 1
    return true
  })
}

test('a bucket gives what one gives that is filled window by window', () => {
  const size = fc.record({
    burst: fc.integer({ min: 1, max: 12 }),
    sustained: fc.integer({ min: 1, max: 12 }),
    per: fc.constantFrom('second' as const, 'minute' as const),
  })
  const gaps = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 40 })
  fc.assert(
    fc.property(size, gaps, (one, between) => {
      fc.pre(one.per === 'second' || one.sustained <= one.burst)
      let at = 0
      const times = between.map((gap) => {
        at += gap % (one.per === 'second' ? 2_500 : 90_000)
        return at
      })
      expect(askedAt(one, times)).toEqual(slowly(one, times))
    }),
    { seed, numRuns: 500 },
  )
})
