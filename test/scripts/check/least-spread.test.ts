import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emailLock } from '../../../policies/login/email-lock.ts'
import { leastSpread, writesPerMinute } from '../../../scripts/check/least-spread.ts'
import { aLogin } from '../../builders/a-login.ts'
import { aRun } from '../../builders/a-run.ts'
import { loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, NOON_MS } from '../../builders/noon.ts'

const run = aRun('spreads', 60)

test.each([
  ['free', 1, 120],
  ['free', 0.5, 60],
  ['professional', 0.5, 100],
  ['professional', 0.333, 66],
  ['enterprise', 0.5, 480],
  ['enterprise-non-production', 1, 120],
  ['private-100', 1, 3_000],
  ['private-1500', 0.1, 4_500],
] as const)('on %s, with %d of it, %d people may be written a minute', (plan, share, writes) => {
  expect(writesPerMinute({ plan, share })).toBe(writes)
})

const OF_MINUTE = {
  plan: 'professional',
  signInsInBusiestMinute: 101,
  longestPauseDays: 3,
  share: 0.5,
} as const

test.each([
  ['everybody at once', { signInsInBusiestMinute: 100 }, 0],
  ['one too many, after a weekend', {}, 4],
  ['after two weeks', { longestPauseDays: 14 }, 15],
  ['three times as many', { signInsInBusiestMinute: 300 }, 9],
  ['a plan with more', { plan: 'enterprise' as const }, 0],
  ['next to no part of the plan', { share: 0.001 }, 303],
])('least days: %s', (_what, difference, days) => {
  expect(leastSpread({ ...OF_MINUTE, ...difference })).toBe(days)
})

/** Of people whose shares lie evenly, those whom the policy locks at a moment, had it locked whoever came before the pause. */
function lockedAt(nowMs: number, people: number, pauseDays: number, days: number): number {
  const plain = loginSettings()
  const settings = loginSettings({
    emailLock: { ...plain.emailLock, spread: { fromMs: NOON_MS, days } },
  })
  const isLocked = (share: number, atMs: number): boolean => {
    const person = { share, createdAtMs: NOON_MS - 400 * DAY_MS }
    const login = aLogin({ nowMs: atMs, vouchedAtMs: atMs, lock: { kind: 'absent' }, person })
    const verdict = emailLock.evaluate(login, settings)
    return verdict.kind === 'pass' && verdict.record !== undefined
  }
  const shares = Array.from({ length: people }, (_, index) => (index + 0.5) / people)
  return shares.filter(
    (share) => isLocked(share, nowMs) && !isLocked(share, nowMs - pauseDays * DAY_MS),
  ).length
}

test('with the least spread, the policy never locks more than may be written', () => {
  const load = fc.record({
    plan: fc.constantFrom('free' as const, 'professional' as const),
    signInsInBusiestMinute: fc.integer({ min: 1, max: 300 }),
    longestPauseDays: fc.integer({ min: 1, max: 14 }),
    share: fc.double({ min: 0.2, max: 1, noNaN: true }),
  })
  const check = (asked: Parameters<typeof leastSpread>[0], at: number): void => {
    const days = leastSpread(asked)
    const nowMs = NOON_MS + Math.floor(at * (days + asked.longestPauseDays) * DAY_MS)
    const { signInsInBusiestMinute: people, longestPauseDays } = asked
    // Where the parts of several days do not come out even, one person belongs to two of them.
    expect(lockedAt(nowMs, people, longestPauseDays, days)).toBeLessThanOrEqual(
      writesPerMinute(asked) + 1,
    )
  }
  fc.assert(fc.property(load, fc.double({ min: 0, max: 1, noNaN: true }), check), run)
})

test('with a day less, it does', () => {
  const days = leastSpread({ ...OF_MINUTE, signInsInBusiestMinute: 300 }) - 1
  expect(lockedAt(NOON_MS + 4 * DAY_MS, 300, 3, days)).toBeGreaterThan(100)
})
