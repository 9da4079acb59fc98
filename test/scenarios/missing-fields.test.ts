import { describe, expect, test } from 'vitest'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { aPostLoginEvent } from '../builders/a-post-login-event.ts'
import { aRulebook } from '../builders/a-rulebook.ts'
import { DAY_MS, NOON_MS } from '../builders/noon.ts'
import { nock, onlyNockAnswers } from '../builders/only-nock-answers.ts'
import { type LoginRun, runLogin } from '../builders/run-login.ts'
import { withoutFields } from '../builders/without-fields.ts'
import { LOGIN_GROUPS } from './login-groups.ts'
import type { LoginScenario } from './login-scenario.ts'

onlyNockAnswers()

/**
 * What admits by being away, and why that is no accident: of which refusals (their reason), and which
 * fields. Nothing else may.
 */
const ADMITS_BY_BEING_AWAY: readonly (readonly [why: string, reason: RegExp, path: RegExp])[] = [
  [
    'residual risk: a block record was deleted',
    /:(USER_SUSPENDED|ORG_BLOCKED|BLOCK_UNREADABLE)$/,
    /^user\.app_metadata(\.og_block(\.b\.\d+)?)?$/,
  ],
  [
    'residual risk: a lock was deleted, of a person whom the cut-over still lets adopt',
    /:LOCK_MISSING$/,
    /^user\.app_metadata(\.og_lock)?$/,
  ],
  [
    'the switch itself: an organization that says nothing is active',
    /^org-status:ORG_SUSPENDED$/,
    /^organization\.metadata(\.og_status)?$/,
  ],
  [
    'what was forged into a record is out of it again',
    /:STATE_TAMPERED$/,
    /^user\.app_metadata\.og_lock\.(p|r|r\.0)$/,
  ],
  [
    'what passed for a part of the profile is gone',
    /:STATE_SHADOW_KEY$/,
    /^user\.app_metadata\.\w+$/,
  ],
  ['nobody is said to act for the person', /^delegation:ACTOR_NOT_ALLOWED$/, /^session(\.actor)?$/],
  ['there is no number that would have to be proven', /:PHONE_UNVERIFIED$/, /^user\.phone_number$/],
  [
    'the account is not linked any more; the first of the list is the own one',
    /:IDENTITY_MISMATCH$/,
    /^user\.identities\.\d+$/,
  ],
]
/** The same for single scenarios, by the beginning of their titles. */
const NO_ACCIDENT: readonly (readonly [why: string, title: string, path: RegExp])[] = [
  [
    'a new account without any record is a newcomer, which the rulebook lets adopt',
    '#21o ',
    /^user\.app_metadata(\.og_lock)?$/,
  ],
  [
    'an organization that cannot be recovered on refresh is only reported until that is confirmed',
    '#4d ',
    /^user\.app_metadata(\.og_lock)?$/,
  ],
  [
    'the same, where something else than the guard’s word is gone',
    '#31f ',
    /^refresh_token(\.metadata(\.og_org)?)?$/,
  ],
  [
    'the same',
    '#31 the refresh token remembers the organization: somebody',
    /^refresh_token(\.metadata(\.og_org)?)?$/,
  ],
  ['the token remembers an organization whose member the person is', '#31b ', /^organization$/],
  [
    'residual risk: with the lock it was deleted that the permission was used; it names this address',
    '#15 a permission that was used',
    /^user\.app_metadata\.og_lock$/,
  ],
  [
    'an operator permitted this very address, and nothing is locked against it',
    '#15k ',
    /^user\.app_metadata\.og_lock$/,
  ],
  ['an organization that refresh does not name is only reported', '#37g ', /^organization$/],
  ['break-glass enters without an organization', '#63b ', /^organization$/],
]

/** Every exception that was needed. */
const needed = new Set<unknown>()

function isExpected({ title, outcome }: LoginScenario, path: string): boolean {
  const exception =
    NO_ACCIDENT.find(([, beginning, away]) => title.startsWith(beginning) && away.test(path)) ??
    ADMITS_BY_BEING_AWAY.find(
      ([, reason, away]) => reason.test(outcome.refusal ?? '') && away.test(path),
    )
  needed.add(exception)
  return exception !== undefined
}

/** Everything as the scenario has it, and adoption is over. */
function afterCutOver({ rulebook = aRulebook() }: LoginScenario): BakedRulebook {
  const { login } = rulebook
  const emailLock = { ...login.emailLock, cutOverMs: NOON_MS - DAY_MS }
  return { ...rulebook, login: { ...login, emailLock } }
}

type Missing = { readonly path: string; readonly run: LoginRun }

async function eachFieldMissing(scenario: LoginScenario): Promise<readonly Missing[]> {
  const runs: Missing[] = []
  for (const [path, event] of withoutFields(aPostLoginEvent(scenario.event))) {
    scenario.network?.()
    runs.push({ path, run: await runLogin(event, afterCutOver(scenario), scenario.nowMs) })
    nock.cleanAll()
  }
  return runs
}

// Asking a directory that does not answer once for every field shows nothing new, slowly.
const scenarios = LOGIN_GROUPS.flatMap(([, group]) => group)
  .filter(
    ({ network, outcome }) => network === undefined || outcome.refusal === 'membership:NOT_MEMBER',
  )
  .map((scenario) => [scenario.title, scenario] as const)

describe('each field missing in turn: nothing throws, one line is logged, nobody slips in', () => {
  test.each(scenarios)('%s', async (_title, scenario) => {
    const runs = await eachFieldMissing(scenario)
    const badLines = runs.filter(({ run }) => !/^og [^@]{1,253}$/.test(run.log.join('\n')))
    expect(badLines).toEqual([])
    expect(runs.length).toBeGreaterThan(20)
    if (scenario.outcome.refusal === null) return
    const accidents = runs.filter(
      ({ path, run }) => run.refusal === null && !isExpected(scenario, path),
    )
    expect(accidents.map(({ path }) => path)).toEqual([])
  })
})

test('every exception is needed', () => {
  const all: readonly unknown[] = [...ADMITS_BY_BEING_AWAY, ...NO_ACCIDENT]
  expect(all.filter((exception) => !needed.has(exception))).toEqual([])
})

test('while adoption is open, a lock that was deleted is a residual risk, and nothing else', async () => {
  const [, drift] = scenarios.find(([title]) => title.startsWith('#3 ')) ?? []
  const admitting: string[] = []
  for (const [path, event] of withoutFields(aPostLoginEvent(drift?.event))) {
    if ((await runLogin(event)).refusal === null) admitting.push(path)
  }
  expect(admitting).toEqual(['user.app_metadata.og_lock'])
})
