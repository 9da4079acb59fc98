import { LIMIT_PROFILES, type LimitProfile } from 'auth0-local-tenant/limits'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loginAnswers } from '../../../scripts/capacity/login-answers.ts'
import { type Scenario, simulate } from '../../../scripts/capacity/simulate.ts'
import { arrivalsOf, NOBODY } from '../../../scripts/capacity/week.ts'
import { aRun } from '../../builders/a-run.ts'
import { anEmailLock, everyPolicy, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS, HOUR_MS } from '../../builders/noon.ts'
import { aScenario, MONDAY_MS, spreadOver } from './a-scenario.ts'
import { oneByOne } from './one-by-one.ts'

const run = aRun('simulations', 10)

/** So narrow that a few dozen people meet every limit. */
const NARROW: LimitProfile = {
  authentication: { burst: 12, sustained: 12, per: 'minute' },
  management: { burst: 2, sustained: 1, per: 'second' },
  others: { burst: 3, sustained: 3, per: 'minute' },
  groups: { 'Write Users': { burst: 2, sustained: 2, per: 'minute' } },
}

const SETTINGS = fc
  .record({
    days: fc.integer({ min: 0, max: 3 }),
    cutOver: fc.constantFrom(1, 30),
    mode: fc.constantFrom('monitor' as const, 'capture' as const, 'enforce' as const),
    onMissing: fc.constantFrom('adopt' as const, 'observe' as const, 'deny' as const),
    source: fc.constantFrom('platform' as const, 'live' as const),
  })
  .map(({ days, cutOver, mode, onMissing, source }) => {
    const plain = loginSettings({ rollout: everyPolicy(mode) })
    return {
      ...plain,
      membership: { ...plain.membership, source },
      emailLock: anEmailLock({
        onMissing,
        cutOverMs: MONDAY_MS + cutOver * DAY_MS,
        spread: { fromMs: MONDAY_MS, days },
      }),
    }
  })

const SCENARIOS: fc.Arbitrary<Scenario> = fc
  .record({
    people: fc.integer({ min: 1, max: 30 }),
    begins: fc.constantFrom('nothing' as const, 'old key' as const),
    settings: SETTINGS,
    week: fc.array(fc.constantFrom(0, 3, 200), { minLength: 168, maxLength: 168 }),
    profile: fc.constantFrom(NARROW, LIMIT_PROFILES.free, LIMIT_PROFILES.professional),
    foreignShare: fc.constantFrom(0, 0.5, 1),
    refreshesPerHour: fc.constantFrom(0, 6),
    requestsPerSignIn: fc.integer({ min: 1, max: 6 }),
    fromMs: fc.constantFrom(MONDAY_MS, MONDAY_MS + 9 * HOUR_MS),
    seed: fc.nat(),
  })
  .map(({ settings, week, ...scenario }) =>
    aScenario({
      ...scenario,
      answers: loginAnswers(settings),
      arrivals: arrivalsOf(week),
      untilMs: scenario.fromMs + 2 * DAY_MS,
    }),
  )

test('people counted in classes fare as people of whom each is asked about alone', () => {
  fc.assert(
    fc.property(SCENARIOS, (scenario) => {
      expect(simulate(scenario)).toEqual(simulate(scenario, oneByOne))
    }),
    run,
  )
})

const outline = (differences: Partial<Scenario>) => {
  const { signIns, turnedAway, refused, writes, writesRefused, hours } = simulate(
    aScenario(differences),
  )
  return { signIns, turnedAway, refused, writes, writesRefused, kept: hours.at(-1)?.kept }
}

describe('a thousand people', () => {
  test('are locked once each, and nobody more', () => {
    expect(outline({})).toMatchObject({ turnedAway: 0, refused: 0, writes: 1_000, kept: 1_000 })
  })

  test('whose locks are spread are locked no sooner', () => {
    const { hoursUntil } = simulate(aScenario({ answers: spreadOver(20) }))
    expect(hoursUntil[50]).toBeGreaterThan(10 * 24)
    expect(hoursUntil[99]).toBeGreaterThan(19.8 * 24)
  })

  test('of whom records are made anew under another key', () => {
    expect(outline({ begins: 'old key' })).toMatchObject({ writes: 1_000, kept: 1_000 })
  })

  test('of whom a backfill writes the records, without one login', () => {
    const course = simulate(aScenario({ arrivals: NOBODY, backfillPerMinute: 100 }))
    expect([course.signIns, course.writes, course.backfillHours, course.hoursUntil[99]]).toEqual([
      0,
      0,
      10 / 60,
      10 / 60,
    ])
  })

  test('beside whom others write: what the plan has not, is refused to somebody', () => {
    const busy = { people: 5_000, arrivals: arrivalsOf(new Array<number>(168).fill(6_000)) }
    const { authentication } = LIMIT_PROFILES['private-100']
    const profile = { ...LIMIT_PROFILES.free, authentication }
    const alone = simulate(aScenario({ ...busy, profile: LIMIT_PROFILES['private-100'] }))
    const crowded = simulate(aScenario({ ...busy, profile, foreignShare: 0.5 }))
    expect([alone.writesRefused, alone.foreign]).toEqual([0, 0])
    expect(Math.min(crowded.writesRefused, crowded.foreignRefused)).toBeGreaterThan(0)
  })

  test('of whom nobody is locked from the cut-over on, and who is not locked is refused', () => {
    const settings = loginSettings({ emailLock: anEmailLock({ cutOverMs: MONDAY_MS }) })
    const until = { untilMs: MONDAY_MS + DAY_MS, answers: loginAnswers(settings) }
    const { signIns, refused, writes, kept } = outline(until)
    expect([writes, kept, refused]).toEqual([0, 0, signIns])
  })
})

test('the same seed gives the same course, another one another', () => {
  expect(simulate(aScenario())).toEqual(simulate(aScenario()))
  expect(simulate(aScenario({ seed: 2 }))).not.toEqual(simulate(aScenario()))
})
