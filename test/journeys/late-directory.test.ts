import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { LOOK_UP_BUDGET_MS } from '../../actions/management/management-access.ts'
import { refresh, signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** A late answer is not a removed member: what a refresh gets while the directory is slow. */

const LATE_MS = LOOK_UP_BUDGET_MS / 2
const BREAKER_MS = 30_000
let deployed: DeployedTenant
let acme: string

beforeAll(async () => {
  deployed = await deployedTenant({ name: 'local-strict' })
  acme = idOf(deployed.scene.names, 'organizations', 'acme')
})
afterAll(() => deployed?.stop())
beforeEach(() => {
  deployed.running.tenant.state.faults = []
  // What one test left of the breaker has ended.
  deployed.running.control.advance(BREAKER_MS)
})

const portal = () => deployed.scene.applications['Member Portal']
const tokenOf = (answer: DoorAnswer): string | null =>
  answer.kind === 'admitted' ? answer.refreshToken : null
const told = (answer: DoorAnswer): string => {
  const { decision, reason } = readOutcome(answer, deployed.scene.keys, () => '')
  return reason === '' ? decision : reason
}

let people = 0
/** A member of Acme with a refresh token; the directory has vouched for it if it was used before. */
async function aMember(isConfirmed: boolean) {
  people += 1
  const person = createPerson('Robin', `late-${people}@acme.example.com`)
  const userId = await createAdministrator(deployed.scene).enrol(person, ['acme'])
  const browser = openBrowser(deployed.running.certificate)
  const first = await signIn(portal(), browser, person, { organization: acme })
  browser.close()
  const last = isConfirmed ? await refresh(portal(), tokenOf(first)) : first
  return { userId, token: tokenOf(last) }
}

/** Refreshes while this many look-ups hang; each is left behind once it has begun. */
async function refreshWhileHanging(token: string | null, hanging: number): Promise<string> {
  const { control, tenant } = deployed.running
  const left = () => tenant.state.faults.reduce((sum, { times }) => sum + times, 0)
  // Longer than any test: whoever does not let go of it is not answered.
  control.addFault({ path: '/api/v2/users/*', latencyMs: 600_000, times: hanging })
  const answer = refresh(portal(), token)
  for (let nth = 1; nth <= hanging; nth += 1) {
    await expect.poll(left).toBe(hanging - nth)
    control.advance(LATE_MS)
  }
  return told(await answer)
}

test.each<[string, number, { isConfirmed: boolean; isRemoved?: boolean }, string]>([
  ['late once: asked again, still a member', 1, { isConfirmed: false }, 'admitted'],
  [
    'late once: asked again, a member no more',
    1,
    { isConfirmed: true, isRemoved: true },
    'NOT_MEMBER',
  ],
  ['late twice, and it vouched a while ago', 2, { isConfirmed: true }, 'admitted'],
  ['late twice, and it never vouched', 2, { isConfirmed: false }, 'MEMBERSHIP_UNAVAILABLE'],
])('%s', async (_what, hanging, { isConfirmed, isRemoved = false }, outcome) => {
  const { userId, token } = await aMember(isConfirmed)
  if (isRemoved) {
    await deployed.scene.management.organizations.members.delete(acme, { members: [userId] })
  }
  expect(await refreshWhileHanging(token, hanging)).toBe(outcome)
})

test('whoever was refused for want of an answer keeps the token: the next refresh goes on', async () => {
  const { token } = await aMember(false)
  const late = await refreshWhileHanging(token, 2)
  expect([late, told(await refresh(portal(), token))]).toEqual([
    'MEMBERSHIP_UNAVAILABLE',
    'admitted',
  ])
})
