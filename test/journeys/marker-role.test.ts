import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { refresh, signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * `membership` by a marker role, through real doors. Roles of a person in the whole tenant have the
 * same names, and are in the same field of the event: they must never make anybody a member.
 */
let deployed: DeployedTenant
let acme: string
let marker: string
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant({
    environment: {
      // Where the platform does not name the organization, the token remembers it.
      capabilities: { organizationOnRefresh: false, refreshTokenMetadata: true },
      overrides: { policies: { membership: { source: 'marker-role', markerRole: 'member' } } },
    },
  })
  const { scene } = deployed
  acme = idOf(scene.names, 'organizations', 'acme')
  marker = (await scene.management.roles.create({ name: 'member' })).id ?? ''
})
beforeEach(() => deployed.running.control.setSwitches({ organizationOnRefresh: true }))
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})

let people = 0
type Roles = { inAcme?: boolean; inTenant?: boolean }

/** A member of Acme, to the platform. */
async function enrol(roles: Roles): Promise<{ person: Person; userId: string }> {
  people += 1
  const person = createPerson('Robin', `robin-${people}@acme.example.com`)
  const userId = await createAdministrator(deployed.scene).enrol(person, ['acme'])
  await give(userId, roles)
  return { person, userId }
}

async function give(userId: string, { inAcme = false, inTenant = false }: Roles): Promise<void> {
  const { users, organizations } = deployed.scene.management
  const roles = [marker]
  if (inAcme) await organizations.members.roles.assign(acme, userId, { roles })
  if (inTenant) await users.roles.assign(userId, { roles })
}

const portal = () => deployed.scene.applications['Member Portal']
const enter = (person: Person, where: { organization?: string }, application = portal()) => {
  const browser = openBrowser(deployed.running.certificate)
  browsers.push(browser)
  return signIn(application, browser, person, where)
}
const told = (answer: DoorAnswer): unknown => {
  const { decision, reason } = readOutcome(answer, deployed.scene.keys, () => '')
  if (answer.kind === 'refused') return reason
  return [decision, answer.organization]
}
const tokenOf = (answer: DoorAnswer) => (answer.kind === 'admitted' ? answer.refreshToken : null)

test.each<[string, Roles, unknown]>([
  ['the role in the organization', { inAcme: true }, 'admitted'],
  ['no role', {}, 'NOT_MEMBER'],
  ['the role in the tenant only', { inTenant: true }, 'NOT_MEMBER'],
  ['the role in both', { inAcme: true, inTenant: true }, 'admitted'],
])('a login in the organization with %s', async (_what, roles, expected) => {
  const { person } = await enrol(roles)
  const seen = told(await enter(person, { organization: acme }))
  expect(seen).toEqual(expected === 'admitted' ? ['admitted', acme] : expected)
})

test('a login without organization gives a token of none, whatever roles say', async () => {
  const { person } = await enrol({ inTenant: true })
  expect(told(await enter(person, {}, deployed.scene.applications.Reports))).toEqual([
    'admitted',
    null,
  ])
})

test('a refresh goes by the roles of the organization, where the event names it', async () => {
  const { person, userId } = await enrol({ inAcme: true })
  const first = await enter(person, { organization: acme })
  const second = await refresh(portal(), tokenOf(first))
  await deployed.scene.management.organizations.members.roles.delete(acme, userId, {
    roles: [marker],
  })
  await give(userId, { inTenant: true })
  expect([told(second), told(await refresh(portal(), tokenOf(second)))]).toEqual([
    ['admitted', acme],
    'NOT_MEMBER',
  ])
})

test('a refresh that remembers its organization takes no role of the tenant for its own', async () => {
  const { person, userId } = await enrol({ inAcme: true })
  const first = await enter(person, { organization: acme })
  deployed.running.control.setSwitches({ organizationOnRefresh: false })
  await give(userId, { inTenant: true })
  expect(told(await refresh(portal(), tokenOf(first)))).toBe('NOT_MEMBER')
})
