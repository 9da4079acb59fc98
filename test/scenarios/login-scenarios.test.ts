import { describe, test } from 'vitest'
import { onlyNockAnswers } from '../builders/only-nock-answers.ts'
import { LOGIN_GROUPS } from './login-groups.ts'
import {
  HARMLESS,
  judgeEnforced,
  judgeHarmless,
  judgeWithoutPlan,
  type LoginScenario,
} from './login-scenario.ts'

onlyNockAnswers()

const titled = (scenarios: readonly LoginScenario[]): [string, LoginScenario][] =>
  scenarios.map((scenario) => [scenario.title, scenario])
const ALL = titled(LOGIN_GROUPS.flatMap(([, scenarios]) => scenarios))

describe.each(LOGIN_GROUPS)('%s', (_group, scenarios) => {
  test.each(titled(scenarios))('%s', (_title, scenario) => judgeEnforced(scenario))
})

describe.each(Object.keys(HARMLESS) as (keyof typeof HARMLESS)[])('#62 %s', (how) => {
  test.each(ALL)('%s', (_title, scenario) => judgeHarmless(scenario, how))
})

describe('#68 what the plan promised is not there', () => {
  test.each(ALL.filter(([, { outcome }]) => outcome.effects.length > 0))('%s', (_title, scenario) =>
    judgeWithoutPlan(scenario),
  )
})
