import { LIMIT_PROFILES } from 'auth0-local-tenant/limits'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  createBucket,
  createBudgets,
  type Purpose,
  perMinute,
} from '../../../scripts/capacity/budgets.ts'
import { type BucketLevel, takeToken } from '../../../scripts/local-tenant/limits/token-bucket.ts'
import { aRun } from '../../builders/a-run.ts'
import { NOON_MS } from '../../builders/noon.ts'

const run = aRun('budgets', 300)

test('a bucket gives what that of the local tenant gives, request by request', () => {
  const size = fc.record({
    burst: fc.integer({ min: 1, max: 30 }),
    sustained: fc.integer({ min: 1, max: 200 }),
    per: fc.constantFrom('second' as const, 'minute' as const),
  })
  const gaps = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 80 })
  const check = (one: Parameters<typeof createBucket>[0], between: readonly number[]): void => {
    const bucket = createBucket(one)
    let level: BucketLevel | null = null
    let nowMs = NOON_MS
    for (const gap of between) {
      nowMs += gap
      const taking = takeToken(one, level, nowMs)
      level = taking.level
      expect(bucket.take(1, nowMs)).toBe(taking.isTaken ? 1 : 0)
    }
  }
  fc.assert(fc.property(size, gaps, check), run)
})

test.each<[keyof typeof LIMIT_PROFILES, Purpose, atOnce: number, aMinute: number]>([
  ['free', 'authentication', 300, 300],
  ['free', 'write', 2, 120],
  ['professional', 'write', 20, 200],
  ['professional', 'read', 40, 500],
  ['professional', 'look-up', 10, 150],
  ['enterprise', 'write', 50, 960],
  ['enterprise', 'look-up', 40, 500],
  ['enterprise-non-production', 'look-up', 10, 120],
  ['private-1500', 'write', 750, 45_000],
])('%s lets %s be asked %d times at once, %d times a minute', (plan, purpose, atOnce, aMinute) => {
  const budgets = createBudgets(LIMIT_PROFILES[plan])
  const taken = budgets.take(purpose, 1_000_000, NOON_MS)
  expect([taken, perMinute(LIMIT_PROFILES[plan], purpose)]).toEqual([atOnce, aMinute])
})

test('what counts in the whole leaves less to all others', () => {
  const budgets = createBudgets(LIMIT_PROFILES.free)
  const taken = (['read', 'write', 'look-up'] as const).map((one) => budgets.take(one, 1, NOON_MS))
  expect(taken).toEqual([1, 1, 0])
})
