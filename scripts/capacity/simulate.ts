import type { LimitProfile } from 'auth0-local-tenant/limits'
import { type Budgets, createBudgets, perMinute } from './budgets.ts'
import { type Course, type CourseRecorder, recordCourse } from './course.ts'
import { type Crowd, type CrowdOf, createCrowd } from './crowd.ts'
import type { LoginAnswers } from './login-answers.ts'
import { type Draws, seededDraws } from './seeded-draws.ts'
import type { Arrivals } from './week.ts'

export type Scenario = {
  readonly people: number
  /** What is stored of everybody at first: `old key` is a rotation. */
  readonly begins: CrowdOf['begins']
  readonly answers: LoginAnswers
  readonly arrivals: Arrivals
  readonly profile: LimitProfile
  /** Of what the plan lets all write, the part that other callers use, evenly: from 0 to 1. */
  readonly foreignShare: number
  /** How many people a backfill sees in a minute at most; 0: none runs. */
  readonly backfillPerMinute: number
  /** Requests to the Authentication API that one sign-in takes. */
  readonly requestsPerSignIn: number
  /** Of each person who came today. */
  readonly refreshesPerHour: number
  /** At the beginning of a minute (epoch ms). */
  readonly fromMs: number
  /** It ends when so many of 100 people hold a record, */
  readonly enough: number
  /** or then (epoch ms), */
  readonly untilMs: number
  /** or as soon as logins asked for more writes in a minute, or more of them were refused in all. */
  readonly most?: { readonly writesAMinute: number; readonly writesRefused: number }
  readonly seed: number
}

/** Everything that a second needs. */
type World = {
  readonly scenario: Scenario
  readonly crowd: Crowd
  readonly budgets: Budgets
  readonly draws: Draws
  readonly recorder: CourseRecorder
  /** What has come together of what comes in parts, such as the writes of others in a second. */
  readonly owed: { foreign: number; backfill: number; refreshes: number }
  readonly looksUpAt: { readonly signIn: boolean; readonly refresh: boolean }
  /** People whom the backfill has not seen. */
  toSee: number
  /** The next of them was read, and their write was refused. */
  isRead: boolean
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * Plays people who sign in second by second, on the buckets of the plan, with the guard's own policies: not a
 * formula. A write that is refused is lost, and its login passes: the person comes again another day.
 * @param crowdOf how people are counted
 */
export function simulate(scenario: Scenario, crowdOf = createCrowd): Course {
  const { people, fromMs, untilMs, profile, seed, answers } = scenario
  const draws = seededDraws(seed)
  const world: World = {
    scenario,
    crowd: crowdOf({ ...scenario, draws }),
    budgets: createBudgets(profile),
    draws,
    recorder: recordCourse(people),
    looksUpAt: { signIn: answers.looksUp('sign-in'), refresh: answers.looksUp('refresh') },
    owed: { foreign: 0, backfill: 0, refreshes: 0 },
    toSee: scenario.backfillPerMinute > 0 ? people : 0,
    isRead: false,
  }
  let backfillMinute: number | null = null
  for (let minuteMs = fromMs; minuteMs < untilMs; minuteMs += MINUTE_MS) {
    playMinute(world, minuteMs)
    const minute = (minuteMs + MINUTE_MS - fromMs) / MINUTE_MS
    world.recorder.endMinute(minute, world.crowd.kept())
    if (scenario.backfillPerMinute > 0 && world.toSee === 0) backfillMinute ??= minute
    if (isEnough(world) || isTooMuch(world)) break
  }
  return world.recorder.end(backfillMinute)
}

const isEnough = ({ crowd, scenario, toSee }: World): boolean =>
  toSee === 0 && crowd.kept() * 100 >= crowd.people * scenario.enough

const isTooMuch = ({ recorder, scenario: { most } }: World): boolean =>
  most !== undefined &&
  (recorder.totals.writesRefused > most.writesRefused ||
    recorder.busiestMinute.writes > most.writesAMinute)

function playMinute(world: World, minuteMs: number): void {
  const { crowd, draws, scenario } = world
  if (minuteMs % DAY_MS === 0) crowd.beginDay()
  crowd.beginMinute(minuteMs)
  for (let nowMs = minuteMs; nowMs < minuteMs + MINUTE_MS; nowMs += SECOND_MS) {
    // Whose request is there first in a second is chance.
    const areOthersFirst = scenario.foreignShare > 0 && draws.fraction() < 0.5
    if (areOthersFirst) writeOfOthers(world, nowMs)
    for (let left = scenario.arrivals(nowMs, draws); left > 0; left -= 1) signIn(world, nowMs)
    if (!areOthersFirst) writeOfOthers(world, nowMs)
    if (world.toSee > 0) backfill(world, nowMs)
    if (scenario.refreshesPerHour > 0) refresh(world, nowMs)
  }
}

function signIn(world: World, nowMs: number): void {
  const { scenario, crowd, budgets, recorder } = world
  const { totals } = recorder
  const answer = crowd.arrive()
  totals.signIns += 1
  totals.requests += scenario.requestsPerSignIn
  if (
    budgets.take('authentication', scenario.requestsPerSignIn, nowMs) < scenario.requestsPerSignIn
  ) {
    totals.turnedAway += 1
    crowd.sendAway()
    return
  }
  if (world.looksUpAt.signIn) lookUp(world, 1, nowMs)
  if (answer === 'refused') totals.refused += 1
  if (answer !== 'writes') return
  totals.writes += 1
  if (budgets.take('write', 1, nowMs) === 1) crowd.keepRecord()
  else totals.writesRefused += 1
}

function lookUp({ budgets, recorder: { totals } }: World, count: number, nowMs: number): void {
  totals.lookUps += count
  totals.lookUpsRefused += count - budgets.take('look-up', count, nowMs)
}

function writeOfOthers({ scenario, budgets, recorder, owed }: World, nowMs: number): void {
  const { profile, foreignShare } = scenario
  owed.foreign += (perMinute(profile, 'write') * foreignShare) / 60
  const count = Math.floor(owed.foreign)
  owed.foreign -= count
  recorder.totals.foreign += count
  recorder.totals.foreignRefused += count - budgets.take('write', count, nowMs)
}

/**
 * One person after the other: read, and written where no record is kept yet. What is refused is asked for
 * again a second later.
 */
function backfill(world: World, nowMs: number): void {
  const { scenario, crowd, budgets, draws, owed } = world
  owed.backfill = Math.min(1, owed.backfill) + scenario.backfillPerMinute / 60
  for (; owed.backfill >= 1 && world.toSee > 0; owed.backfill -= 1) {
    if (!world.isRead && budgets.take('read', 1, nowMs) === 0) return
    world.isRead = true
    const without = crowd.people - crowd.kept()
    if (draws.fraction() * world.toSee < without) {
      if (budgets.take('write', 1, nowMs) === 0) return
      crowd.keepAnyRecord()
    }
    world.toSee -= 1
    world.isRead = false
  }
}

function refresh(world: World, nowMs: number): void {
  const { scenario, crowd, budgets, recorder, owed, looksUpAt } = world
  owed.refreshes += (crowd.came() * scenario.refreshesPerHour) / 3_600
  const count = Math.floor(owed.refreshes)
  owed.refreshes -= count
  recorder.totals.requests += count
  const answered = budgets.take('authentication', count, nowMs)
  if (looksUpAt.refresh) lookUp(world, answered, nowMs)
}
