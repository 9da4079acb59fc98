import type { LimitProfile } from 'auth0-local-tenant/limits'
import { type Budgets, createBudgets, perMinute } from './budgets.ts'
import { type Course, type CourseRecorder, recordCourse } from './course.ts'
import { type Crowd, type CrowdOf, createCrowd } from './crowd.ts'
import type { LoginAnswers } from './login-answers.ts'
import { type Draws, seededDraws } from './seeded-draws.ts'
import { signInsPerHour, type Week } from './week.ts'

export type Scenario = {
  readonly people: number
  /** What is stored of everybody at first: `old key` is a rotation. */
  readonly begins: CrowdOf['begins']
  readonly answers: LoginAnswers
  readonly week: Week
  readonly profile: LimitProfile
  /** Of what the plan lets all write, the part that other callers use, evenly: from 0 to 1. */
  readonly foreignShare: number
  /** How many people a backfill writes in a minute at most; 0: none runs. */
  readonly backfillPerMinute: number
  /** Requests to the Authentication API that one sign-in takes. */
  readonly requestsPerSignIn: number
  /** Of each person who came today. */
  readonly refreshesPerHour: number
  /** At the beginning of a minute (epoch ms). */
  readonly fromMs: number
  /** When it ends though not everybody holds a record (epoch ms). */
  readonly untilMs: number
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
  /** People whom the backfill has not seen. */
  toSee: number
}

const SECOND_MS = 1_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/**
 * Plays people who sign in second by second, on the buckets of the plan, with the guard's own policies: not a
 * formula. A write that is refused is lost, and its login passes: the person comes again another day.
 * It ends when everybody holds a record, or at `untilMs`.
 * @param crowdOf how people are counted
 */
export function simulate(scenario: Scenario, crowdOf = createCrowd): Course {
  const { people, fromMs, untilMs, profile, seed } = scenario
  const draws = seededDraws(seed)
  const world: World = {
    scenario,
    crowd: crowdOf({ ...scenario, draws }),
    budgets: createBudgets(profile),
    draws,
    recorder: recordCourse(people),
    owed: { foreign: 0, backfill: 0, refreshes: 0 },
    toSee: scenario.backfillPerMinute > 0 ? people : 0,
  }
  let backfillMinute: number | null = null
  for (let minuteMs = fromMs; minuteMs < untilMs; minuteMs += MINUTE_MS) {
    playMinute(world, minuteMs)
    const minute = (minuteMs + MINUTE_MS - fromMs) / MINUTE_MS
    world.recorder.endMinute(minute, world.crowd.kept())
    if (scenario.backfillPerMinute > 0 && world.toSee === 0) backfillMinute ??= minute
    if (world.crowd.kept() === people && world.toSee === 0) break
  }
  return world.recorder.end(backfillMinute)
}

function playMinute(world: World, minuteMs: number): void {
  const { crowd, draws, scenario } = world
  if (minuteMs % DAY_MS === 0) crowd.beginDay()
  crowd.beginMinute(minuteMs)
  const perSecond = signInsPerHour(scenario.week, minuteMs) / 3_600
  for (let nowMs = minuteMs; nowMs < minuteMs + MINUTE_MS; nowMs += SECOND_MS) {
    // Whose request is there first in a second is chance.
    const areOthersFirst = scenario.foreignShare > 0 && draws.fraction() < 0.5
    if (areOthersFirst) writeOfOthers(world, nowMs)
    for (let left = draws.poisson(perSecond); left > 0; left -= 1) signIn(world, nowMs)
    if (!areOthersFirst) writeOfOthers(world, nowMs)
    if (world.toSee > 0) backfill(world, nowMs)
    if (scenario.refreshesPerHour > 0) refresh(world, nowMs)
  }
}

function signIn({ scenario, crowd, budgets, recorder }: World, nowMs: number): void {
  const { totals } = recorder
  const answer = crowd.arrive()
  totals.signIns += 1
  for (let left = scenario.requestsPerSignIn; left > 0; left -= 1) {
    totals.requests += 1
    if (budgets.take('authentication', nowMs)) continue
    totals.turnedAway += 1
    crowd.sendAway()
    return
  }
  if (scenario.answers.looksUp('sign-in')) lookUp(budgets, totals, nowMs)
  if (answer === 'refused') totals.refused += 1
  if (answer !== 'writes') return
  totals.writes += 1
  if (budgets.take('write', nowMs)) crowd.keepRecord()
  else totals.writesRefused += 1
}

function lookUp(budgets: Budgets, totals: CourseRecorder['totals'], nowMs: number): void {
  totals.lookUps += 1
  if (!budgets.take('look-up', nowMs)) totals.lookUpsRefused += 1
}

function writeOfOthers({ scenario, budgets, recorder, owed }: World, nowMs: number): void {
  const { profile, foreignShare } = scenario
  owed.foreign += (perMinute(profile, 'write') * foreignShare) / 60
  for (; owed.foreign >= 1; owed.foreign -= 1) {
    recorder.totals.foreign += 1
    if (!budgets.take('write', nowMs)) recorder.totals.foreignRefused += 1
  }
}

/** One person after the other: read, and written where no record is kept yet. What is refused waits. */
function backfill(world: World, nowMs: number): void {
  const { scenario, crowd, budgets, draws, owed } = world
  owed.backfill = Math.min(1, owed.backfill) + scenario.backfillPerMinute / 60
  while (owed.backfill >= 1 && world.toSee > 0) {
    if (!budgets.take('read', nowMs)) return
    const without = crowd.people - crowd.kept()
    const isWithout = draws.fraction() * world.toSee < without
    if (isWithout && !budgets.take('write', nowMs)) return
    world.toSee -= 1
    if (!isWithout) continue
    crowd.keepAnyRecord()
    owed.backfill -= 1
  }
}

function refresh({ scenario, crowd, budgets, recorder, owed }: World, nowMs: number): void {
  const { totals } = recorder
  const looksUp = scenario.answers.looksUp('refresh')
  owed.refreshes += (crowd.came() * scenario.refreshesPerHour) / 3_600
  for (; owed.refreshes >= 1; owed.refreshes -= 1) {
    totals.requests += 1
    if (budgets.take('authentication', nowMs) && looksUp) lookUp(budgets, totals, nowMs)
  }
}
