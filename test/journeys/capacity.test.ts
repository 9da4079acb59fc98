import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { shareOf } from '../../actions/records/keyring.ts'
import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { loginAnswers } from '../../scripts/capacity/login-answers.ts'
import { simulate } from '../../scripts/capacity/simulate.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import {
  LIMIT_PROFILES,
  type LimitProfileName,
} from '../../scripts/local-tenant/limits/limit-profiles.ts'
import { countRequest, writeLimits } from '../../scripts/local-tenant/limits/rate-limits.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import { loginOf } from '../../scripts/project/bake-rulebook.ts'
import { DAY_MS } from '../builders/noon.ts'
import { MOST_APART } from '../capacity/most-apart.ts'
import { aScenario } from '../scripts/capacity/a-scenario.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** The built guard on a local tenant under the limits of a plan, and the simulation of the same seconds. */
const PEOPLE = 60
const A_SECOND = 4
const SPREAD_DAYS = 2
/** Everybody here was there before. */
const fromMs = (Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

let deployed: DeployedTenant
let members: TenantSnapshot
let pinnedMs = 0
const people: Person[] = Array.from({ length: PEOPLE }, (_, index) =>
  createPerson('Somebody', `member-${index}@acme.example.com`),
)

beforeAll(async () => {
  const spread = { from: dayOf(fromMs), days: SPREAD_DAYS }
  const emailLock = { spread, cutOver: dayOf(fromMs + 90 * DAY_MS) }
  deployed = await deployedTenant({
    environment: { overrides: { policies: { 'email-lock': emailLock } } },
  })
  const admin = createAdministrator(deployed.scene)
  for (const person of people) await admin.enrol(person, ['acme'])
  members = deployed.running.control.snapshot()
  // A login takes as long as the machine likes, and a second of the plan holds as many as are meant.
  pinnedMs = deployed.running.clock.now()
  deployed.running.clock.now = () => pinnedMs
})
beforeEach(() => deployed.running.control.restore(members))
afterAll(() => deployed?.stop())

/** @param areOthersThere half of the plan's writes are asked for by others */
async function execute(plan: LimitProfileName, atMs: number, areOthersThere: boolean) {
  const { running, scene } = deployed
  const { tenant, certificate } = running
  const { management } = LIMIT_PROFILES[plan]
  const ofOthers = areOthersThere ? (management?.sustained ?? 0) / 2 : 0
  const write = { api: 'Management API', group: 'Write Users', method: 'PATCH', path: '/' } as const
  // What Actions go by; theirs does not stand still.
  running.clock.restore(atMs - Date.now())
  writeLimits(tenant, plan)
  let admitted = 0
  let foreignRefused = 0
  const writeOfOthers = () => {
    for (let left = ofOthers; left > 0; left -= 1) {
      if (countRequest(tenant, write)?.isRefused === true) foreignRefused += 1
    }
  }
  for (const [index, person] of people.entries()) {
    pinnedMs = atMs + Math.floor(index / A_SECOND) * 1_000
    const place = index % (2 * A_SECOND)
    // Others come before the logins of one second, and after those of the next.
    if (place === 0) writeOfOthers()
    const browser = openBrowser(certificate)
    const { kind } = await signIn(scene.applications['Member Portal'], browser, person, {
      organization: idOf(scene.names, 'organizations', 'acme'),
    })
    browser.close()
    if (place === 2 * A_SECOND - 1) writeOfOthers()
    if (kind === 'admitted') admitted += 1
  }
  const users = [...tenant.state.users.values()].filter(({ email }) => /^member-/.test(email ?? ''))
  const locked = users.filter(({ app_metadata }) => LOCK_KEY in app_metadata)
  const turns = users.filter(
    ({ user_id }) => fromMs + shareOf(user_id) * SPREAD_DAYS * DAY_MS <= atMs,
  )
  return { admitted, locked: locked.length, turns: turns.length, foreignRefused }
}

function play(plan: LimitProfileName, atMs: number, areOthersThere: boolean) {
  const course = simulate(
    aScenario({
      people: PEOPLE,
      answers: loginAnswers(loginOf(deployed.staged.project)),
      arrivals: (ms) => (ms < atMs + (PEOPLE / A_SECOND) * 1_000 ? A_SECOND : 0),
      profile: LIMIT_PROFILES[plan],
      foreignShare: areOthersThere ? 0.5 : 0,
      fromMs: atMs,
      untilMs: atMs + 60_000,
    }),
  )
  return { ...course, locked: course.hours.at(-1)?.kept ?? 0 }
}

test('whose turn has come is locked, and nobody else', async () => {
  const atMs = fromMs + DAY_MS
  const { admitted, locked, turns } = await execute('private-1500', atMs, false)
  const played = play('private-1500', atMs, false)
  expect([admitted, locked, played.signIns]).toEqual([PEOPLE, turns, PEOPLE])
  // Hashes lie unevenly; the shares of the simulation do not.
  expect(played.locked).toBe(PEOPLE / 2)
})

test.each<[LimitProfileName, areOthersThere: boolean, day: number]>([
  ['enterprise-non-production', true, 3],
  ['enterprise-non-production', false, 4],
  ['free', true, 5],
])('%s locks as many as are played, others there: %s', async (plan, areOthersThere, day) => {
  const atMs = fromMs + day * DAY_MS
  const seen = await execute(plan, atMs, areOthersThere)
  const played = play(plan, atMs, areOthersThere)
  expect([seen.admitted, played.turnedAway]).toEqual([PEOPLE, 0])
  expect(seen.locked).toBeLessThan(PEOPLE)
  const apart = [seen.locked - played.locked, seen.foreignRefused - played.foreignRefused]
  for (const one of apart) expect(Math.abs(one) / PEOPLE).toBeLessThanOrEqual(MOST_APART / 100)
})
