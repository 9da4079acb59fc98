import { LIMIT_PROFILES } from 'auth0-local-tenant/limits'
import { loginAnswers } from '../../../scripts/capacity/login-answers.ts'
import type { Scenario } from '../../../scripts/capacity/simulate.ts'
import { arrivalsOf, usualWeek } from '../../../scripts/capacity/week.ts'
import { anEmailLock, loginSettings } from '../../builders/login-settings.ts'
import { DAY_MS } from '../../builders/noon.ts'

/** A Monday, 00:00 UTC. */
export const MONDAY_MS = Date.UTC(2026, 10, 23)

/** Policies that make a record of everybody within so many days from Monday on. */
export const spreadOver = (days: number) =>
  loginAnswers(loginSettings({ emailLock: anEmailLock({ spread: { fromMs: MONDAY_MS, days } }) }))

/** A thousand people of a usual week, alone on the professional plan, from Monday on. */
export const aScenario = (differences: Partial<Scenario> = {}): Scenario => ({
  people: 1_000,
  begins: 'nothing',
  answers: spreadOver(0),
  arrivals: arrivalsOf(usualWeek(differences.people ?? 1_000)),
  profile: LIMIT_PROFILES.professional,
  foreignShare: 0,
  backfillPerMinute: 0,
  requestsPerSignIn: 5,
  refreshesPerHour: 0,
  enough: 100,
  fromMs: MONDAY_MS,
  untilMs: MONDAY_MS + 60 * DAY_MS,
  seed: 1,
  ...differences,
})
