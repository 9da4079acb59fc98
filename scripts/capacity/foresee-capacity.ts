import {
  LIMIT_PROFILE_NAMES,
  LIMIT_PROFILES,
  type LimitProfileName,
} from 'auth0-local-tenant/limits'
import type { LoginSettings } from '../../policies/login/settings.ts'
import { writesPerMinute } from '../check/least-spread.ts'
import { LONGEST_SPREAD_DAYS } from '../project/rulebook-policies.ts'
import { perMinute, sizesMet } from './budgets.ts'
import type { Course } from './course.ts'
import { loginAnswers } from './login-answers.ts'
import { type Scenario, simulate } from './simulate.ts'
import { arrivalsOf, busiestHour, NOBODY, type Week } from './week.ts'

export type CapacityQuestion = {
  readonly plan: LimitProfileName
  readonly people: number
  readonly week: Week
  /** Of what the plan lets all write, the part that the guard may take; others take the rest. */
  readonly share: number
  /** As the environment's rulebook has them. */
  readonly settings: LoginSettings
  readonly requestsPerSignIn: number
  readonly refreshesPerHour: number
  /** Midnight (UTC) of the day on which it begins (epoch ms). */
  readonly fromMs: number
  readonly seed: number
}

export type Capacity = {
  /** Whether the busiest hour's sign-ins are as many as the Authentication API takes, guard or not. */
  readonly carriesSignIns: boolean
  /** Nobody is locked by signing in: so says the rulebook, or the environment. */
  readonly locksNobody: boolean
  /** As the rulebook has it, next to no write is refused, and no minute asks for more than the guard's share. */
  readonly isKept: boolean
  /** With the spread that the rulebook has. */
  readonly asWritten: Course
  /** The shortest spread with which the guard keeps to its share; null: none does before the cut-over. */
  readonly spreadDays: number | null
  /** With that spread; null where there is none. */
  readonly spread: Course | null
  /** Everybody's record is made anew under another key, over the same days. */
  readonly rotation: Course | null
  readonly backfill: {
    /** People whom it sees in a minute at most. */
    readonly perMinute: number
    /** Hours until it has seen everybody, where nobody signs in: as a block of everybody takes. */
    readonly aloneHours: number | null
    readonly besideLogins: Course
  }
}

const DAY_MS = 86_400_000
/** Of the people: chance brings two into one second, and who was not written comes again. */
const MOST_REFUSED = 0.01
/** When a course is given up. */
const LONGEST_DAYS = 400
/** So long after the last turn whoever comes seldom has come. */
const AFTERWARDS_DAYS = 60
/** Later, fewer are left than came in the first one. */
const A_WEEK_DAYS = 7

/** Plays it out: with the spread as it is written, with the shortest that fits, and with a backfill. */
export function foreseeCapacity(question: CapacityQuestion): Capacity {
  const { settings, fromMs, plan } = question
  const { fromMs: writtenMs, days } = settings.emailLock.spread
  const written = scenarioOf(question, settings, Math.max(fromMs, writtenMs + days * DAY_MS))
  const locksNobody = !canLock(written, question)
  const spreadDays = locksNobody ? null : chooseSpread(question)
  const chosen = spreadDays === null ? null : spreadOver(question, spreadDays)
  const asWritten = simulate(written)
  const pace = backfillPace(question)
  const beside = { ...(chosen ?? written), backfillPerMinute: pace }
  const alone = { ...beside, arrivals: NOBODY, untilMs: fromMs + LONGEST_DAYS * DAY_MS }
  return {
    carriesSignIns: carriesSignIns({ ...question, plan }),
    locksNobody,
    isKept: keepsTo(asWritten, mostOf(question)),
    asWritten,
    spreadDays,
    spread: chosen && simulate(chosen),
    rotation: chosen && simulate({ ...chosen, begins: 'old key' }),
    backfill: {
      perMinute: pace,
      aloneHours: simulate(alone).backfillHours,
      besideLogins: simulate(beside),
    },
  }
}

/** The first plan, from the smallest on, that carries the sign-ins and with which a spread fits. */
export function leastPlan(question: CapacityQuestion): LimitProfileName | null {
  const fits = (plan: LimitProfileName): boolean => chooseSpread({ ...question, plan }) !== null
  return LIMIT_PROFILE_NAMES.find(fits) ?? null
}

export const carriesSignIns = (question: CapacityQuestion): boolean =>
  (busiestHour(question.week) / 60) * question.requestsPerSignIn <=
  perMinute(LIMIT_PROFILES[question.plan], 'authentication')

/** @returns days; null where none fits before the cut-over, or the plan does not carry the sign-ins */
export function chooseSpread(question: CapacityQuestion): number | null {
  const { fromMs, settings } = question
  const beforeCutOver = Math.floor((settings.emailLock.cutOverMs - fromMs) / DAY_MS)
  const most = Math.min(LONGEST_SPREAD_DAYS, beforeCutOver)
  if (!carriesSignIns(question) || most < 0) return null
  // Short ones are played fast, and mostly it is one of them.
  let [tooFew, enough] = [-1, 0]
  while (!fits(question, enough)) {
    if (enough === most) return null
    tooFew = enough
    enough = Math.min(most, Math.max(1, enough * 2))
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2)
    if (fits(question, middle)) enough = middle
    else tooFew = middle
  }
  return enough
}

function fits(question: CapacityQuestion, days: number): boolean {
  const untilMs = question.fromMs + (days + A_WEEK_DAYS) * DAY_MS
  const most = mostOf(question)
  return keepsTo(simulate({ ...spreadOver(question, days), untilMs, most }), most)
}

type Most = NonNullable<Scenario['most']>

const mostOf = (question: CapacityQuestion): Most => ({
  writesAMinute: writesPerMinute(question),
  writesRefused: question.people * MOST_REFUSED,
})

const keepsTo = (course: Course, { writesAMinute, writesRefused }: Most): boolean =>
  course.writesRefused <= writesRefused && course.busiestMinute.writes <= writesAMinute

function spreadOver(question: CapacityQuestion, days: number): Scenario {
  const { settings, fromMs } = question
  const emailLock = { ...settings.emailLock, spread: { fromMs, days } }
  return scenarioOf(question, { ...settings, emailLock }, fromMs + days * DAY_MS)
}

function scenarioOf(
  question: CapacityQuestion,
  settings: LoginSettings,
  lastTurnMs: number,
): Scenario {
  const { week, plan, share, fromMs } = question
  const latestMs = fromMs + LONGEST_DAYS * DAY_MS
  return {
    ...question,
    begins: 'nothing',
    answers: loginAnswers(settings),
    arrivals: arrivalsOf(week),
    profile: LIMIT_PROFILES[plan],
    foreignShare: 1 - share,
    backfillPerMinute: 0,
    enough: 99,
    untilMs: Math.min(latestMs, lastTurnMs + AFTERWARDS_DAYS * DAY_MS),
  }
}

/** Somebody whose turn has come is written, at least while there is no cut-over. */
const canLock = ({ answers }: Scenario, { settings, fromMs }: CapacityQuestion): boolean =>
  [fromMs, settings.emailLock.cutOverMs - 1].some(
    (atMs) => answers.ask({ held: 'nothing', share: 0 }, atMs) === 'writes',
  )

/** People a minute: each takes a read and a write, which are of one budget where the whole is. */
function backfillPace({ plan, share }: CapacityQuestion): number {
  const profile = LIMIT_PROFILES[plan]
  const [writes, reads] = [sizesMet(profile, 'write'), sizesMet(profile, 'read')]
  const isOneBudget = writes.some((size) => reads.includes(size))
  const pace = Math.min(perMinute(profile, 'write'), perMinute(profile, 'read')) * share
  return Math.max(1, Math.floor(isOneBudget ? pace / 2 : pace))
}
