import { LIMIT_PROFILE_NAMES } from 'auth0-local-tenant/limits'
import { z } from 'zod'
import { type CapacityQuestion, foreseeCapacity, leastPlan } from '../capacity/foresee-capacity.ts'
import { renderCapacity } from '../capacity/render-capacity.ts'
import { busyWeek, nextMonday, readWeek, usualWeek } from '../capacity/week.ts'
import { EXIT } from '../ground/exit.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loginOf } from '../project/bake-rulebook.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { defineCommand, type Given } from './command.ts'
import { ENVIRONMENT, moment, text, wholeNumber } from './options.ts'

const OPTIONS = {
  ...ENVIRONMENT,
  people: wholeNumber(1, '10000', 'how many people the tenant has'),
  plan: z
    .enum(LIMIT_PROFILE_NAMES)
    .optional()
    .describe('the plan of Auth0 (default: `load` of the environment, or professional)'),
  arrivals: text('JSON file of sign-ins per hour (UTC): 24 numbers, or 168 from Monday on'),
  requestsPerSignIn: wholeNumber(1, '5', 'Authentication API requests of one sign-in'),
  refreshesPerHour: wholeNumber(0, '0', 'refreshes an hour of each person who came that day'),
  at: moment('the day on which it begins, ISO 8601 (default: next Monday)'),
  seed: wholeNumber(0, '1', 'chance of another kind'),
}

export const capacity = defineCommand({
  name: 'capacity',
  summary: 'say whether a plan of Auth0 lets everybody be locked, and over how many days',
  options: OPTIONS,
  notes: [
    'nothing is asked of the tenant: people are played second by second, by the policies themselves',
    'exit 3: the spread of the rulebook asks for more than the plan and `share` let',
  ],
  async run(given, surroundings) {
    const project = await loadProject(surroundings.root, given.environment)
    const question = await questionOf(given, project, surroundings)
    surroundings.progress('playing people who sign in')
    const found = foreseeCapacity(question)
    surroundings.progress('looking for the smallest plan')
    const { settings: _settings, week: _week, ...asked } = question
    const answer = { ...asked, ...found, leastPlan: leastPlan(question) }
    return {
      exit: found.isKept ? EXIT.ok : EXIT.differences,
      json: answer,
      text: renderCapacity(answer),
    }
  },
})

const DAY_MS = 86_400_000

async function questionOf(
  given: Given<typeof OPTIONS>,
  project: Project,
  { root, nowMs }: Surroundings,
): Promise<CapacityQuestion> {
  const { people, arrivals, requestsPerSignIn, refreshesPerHour, at, seed } = given
  const { load } = project.environment
  const assumedWeek =
    load === undefined ? usualWeek(people) : busyWeek(people, load.signInsInBusiestMinute)
  return {
    plan: given.plan ?? load?.plan ?? 'professional',
    people,
    week: arrivals === '' ? assumedWeek : await readWeek(root, arrivals),
    share: load?.share ?? 0.5,
    settings: loginOf(project),
    requestsPerSignIn,
    refreshesPerHour,
    fromMs: at === undefined ? nextMonday(nowMs()) : Math.floor(at / DAY_MS) * DAY_MS,
    seed,
  }
}
