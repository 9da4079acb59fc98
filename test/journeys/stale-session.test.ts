import { afterAll, beforeAll, expect, test } from 'vitest'
import { refresh, signIn } from '../../scripts/auth0/login-client/application.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { type Estate, openEstate } from '../../scripts/journey/matrix/estate.ts'
import { demand, openStage } from '../../scripts/journey/matrix/stage.ts'
import { enrolMember } from '../../scripts/journey/matrix/visitor.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

const TWO_HOURS_MS = 7_200_000

let deployed: DeployedTenant | undefined
let estate: Estate

beforeAll(async () => {
  deployed = await deployedTenant({ name: 'local-strict' })
  estate = await openEstate(deployed.staged, deployed.running)
})
afterAll(async () => {
  await estate?.stop()
  await deployed?.stop()
})

const told = (answer: DoorAnswer): string => {
  const { decision, reason } = readOutcome(answer, estate.scene.keys, () => '')
  return decision === 'admitted' ? decision : reason
}

test('what is issued under upstream-freshness ends with the evidence it rests on', async () => {
  const { scene } = estate
  const organization = idOf(scene.names, 'organizations', 'acme')
  const stage = await openStage(estate, 'upstream-freshness', 'acme')
  const { person, browser } = await enrolMember(stage)
  const portal = scene.applications['Member Portal']
  const first = await signIn(portal, browser, person, { organization })
  estate.advance(TWO_HOURS_MS)
  expect([
    told(first),
    told(await refresh(portal, first.kind === 'admitted' ? first.refreshToken : null)),
    told(await signIn(portal, browser, person, { organization, prompt: 'none' })),
    told(await signIn(portal, browser, person, { organization })),
  ]).toEqual([
    'admitted',
    expect.stringMatching(/^invalid_grant: /),
    'login_required: Login required',
    'admitted',
  ])
})

test('a stale session is refused once, and then asked to sign in: nobody loops', async () => {
  const stage = await openStage(estate, 'upstream-freshness', 'acme')
  const { organization } = stage
  const { person, browser } = await enrolMember(stage)
  await demand(stage, 'upstream-freshness=enforce')
  estate.advance(TWO_HOURS_MS)
  const visit = async () =>
    told(await signIn(stage.kiosk, browser, person, { organization: organization ?? '' }))
  expect([await visit(), await visit()]).toEqual(['UPSTREAM_STALE', 'admitted'])
})
