import { expect, test } from 'vitest'
import {
  type CapacityQuestion,
  carriesSignIns,
  chooseSpread,
  foreseeCapacity,
  leastPlan,
} from '../../../scripts/capacity/foresee-capacity.ts'
import { simulate } from '../../../scripts/capacity/simulate.ts'
import { usualWeek } from '../../../scripts/capacity/week.ts'
import { anEmailLock, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS } from '../../builders/noon.ts'
import { aScenario, MONDAY_MS } from './a-scenario.ts'

/** Everybody of 3,000 people, within the two hours from 8 on of each day. */
const RUSH = Array.from({ length: 168 }, (_, hour) => ([8, 9].includes(hour % 24) ? 1_500 : 0))
const until = (days: number) =>
  loginSettings({ emailLock: anEmailLock({ cutOverMs: MONDAY_MS + days * DAY_MS }) })

const aQuestion = (differences: Partial<CapacityQuestion> = {}): CapacityQuestion => ({
  plan: 'professional',
  people: 3_000,
  week: RUSH,
  share: 0.05,
  settings: until(180),
  requestsPerSignIn: 5,
  refreshesPerHour: 0,
  fromMs: MONDAY_MS,
  seed: 1,
  ...differences,
})

test('the busiest hour is what a plan has to carry', () => {
  const carries = (plan: CapacityQuestion['plan'], people: number) =>
    carriesSignIns(aQuestion({ plan, week: usualWeek(people) }))
  expect([
    carries('free', 75_000),
    carries('free', 76_000),
    carries('professional', 375_000),
    carries('professional', 376_000),
    carries('private-1500', 10_000_000),
  ]).toEqual([true, false, true, false, true])
})

test.each<[string, Partial<CapacityQuestion>, least: number, most: number]>([
  ['nobody has to wait where the share is large enough', { share: 0.5 }, 0, 0],
  ['a share of ten writes a minute', {}, 3, 12],
])('days: %s', (_what, differences, least, most) => {
  const days = chooseSpread(aQuestion(differences)) ?? -1
  expect(days).toBeGreaterThanOrEqual(least)
  expect(days).toBeLessThanOrEqual(most)
})

test.each<[string, Partial<CapacityQuestion>]>([
  ['before a cut-over that is too soon', { settings: until(1) }],
  ['after it', { settings: until(-1) }],
  ['where the plan does not carry the sign-ins', { week: RUSH.map((one) => one * 100) }],
])('no spread fits %s', (_what, differences) => {
  expect(chooseSpread(aQuestion(differences))).toBeNull()
})

test('the whole answer is of courses that were played, and the least plan is the first that fits', () => {
  const question = aQuestion()
  const { isKept, locksNobody, spreadDays, spread, rotation, backfill } = foreseeCapacity(question)
  expect([isKept, locksNobody, backfill.perMinute]).toEqual([false, false, 10])
  expect(spread?.busiestMinute.writes).toBeLessThanOrEqual(10)
  expect(Math.max(spread?.writesRefused ?? 99, rotation?.writesRefused ?? 99)).toBeLessThan(30)
  expect(spread?.hoursUntil[50]).toBeGreaterThan(((spreadDays ?? 0) / 2) * 24)
  expect(backfill.aloneHours).toBeCloseTo(5, 1)
  expect(backfill.besideLogins.backfillHours).toBeCloseTo(5, 1)
  expect(leastPlan({ ...question, share: 0.5 })).toBe('free')
})

test('where nobody is locked by signing in, no spread is chosen', () => {
  const { locksNobody, spreadDays, asWritten } = foreseeCapacity(
    aQuestion({ settings: loginSettings({ rollout: everyPolicy('monitor') }), people: 100 }),
  )
  expect([locksNobody, spreadDays, asWritten.writes]).toEqual([true, null, 0])
})

test('a backfill ends beside logins that leave it little, as its reads are not in vain', () => {
  const { profile } = aScenario()
  const scarce = { ...profile, management: { burst: 2, sustained: 2, per: 'second' } as const }
  const course = simulate(
    aScenario({
      fromMs: MONDAY_MS + 8 * HOUR_MS,
      profile: { ...scarce, groups: {} },
      foreignShare: 0.5,
      backfillPerMinute: 30,
    }),
  )
  expect(course.backfillHours).toBeLessThan(3)
})
