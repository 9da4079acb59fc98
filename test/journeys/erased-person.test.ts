import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { developmentRebindKey } from '../../scripts/project/development-rebind-key.ts'
import { anOperator, type RunCommand } from '../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** After the cut-over, where newcomers are let in on trust: who was erased is none, whatever comes back. */
let deployed: DeployedTenant
let run: RunCommand
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant({
    environment: {
      overrides: {
        administration: { role: 'Organization Admin', departed: 'delete' },
        policies: { 'email-lock': { newcomers: 'adopt', cutOver: '2026-02-01' } },
      },
    },
  })
  run = await anOperator(deployed)
})
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})

const ann = createPerson('Ann', 'ann@acme.example.com')
const bob = createPerson('Bob', 'bob@acme.example.com')
const cay = createPerson('Cay', 'cay@acme.example.com')
const dan = createPerson('Dan', 'dan@acme.example.com')
const admin = () => createAdministrator(deployed.scene)

/** How a login ends, with fresh credentials. */
async function enter(person: Person): Promise<string> {
  const { scene, running } = deployed
  const browser = openBrowser(running.certificate)
  browsers.push(browser)
  const organization = idOf(scene.names, 'organizations', 'acme')
  const answer = await signIn(scene.applications['Member Portal'], browser, person, {
    organization,
  })
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

const erase = (userId: string, ...more: readonly string[]) =>
  run(['members', 'erase', '--user', userId, ...more])
const grant = (userId: string, { email }: Person) =>
  run(['members', 'grant', '--user', userId, '--organization', 'acme'], {
    OG_NEW_ADDRESS: email,
    OG_REBIND_PRIVATE_KEY: developmentRebindKey(),
  })

/** An account of which the id is chosen, as an import or an identity provider does. */
async function comeBackAs(userId: string, person: Person): Promise<void> {
  const { management, names } = deployed.scene
  const { user_id } = await management.users.create({
    connection: 'members',
    user_id: userId.replace('auth0|', ''),
    email: person.email,
    email_verified: true,
    password: person.password,
    app_metadata: admin().grantFor(person.email, 'acme'),
  })
  expect(user_id).toBe(userId)
  await management.users.update(userId, { app_metadata: { og_grant: null } })
  await management.organizations.members.create(idOf(names, 'organizations', 'acme'), {
    members: [userId],
  })
}

test('an account that is made again with the address, or with the id, asks for a fresh grant', async () => {
  const first = await admin().enrol(ann, ['acme'])
  expect(await enter(ann)).toBe('admitted')

  expect((await erase(first)).exit).toBe(2)
  expect(await enter(ann)).toBe('admitted')
  const { exit, lines } = await erase(first, '--yes')
  expect([exit, lines[0]]).toEqual([0, `erase of ${first}: done`])

  const second = await admin().enrol(ann, ['acme'])
  expect(second).not.toBe(first)
  expect(await enter(ann)).toBe('LOCK_MISSING')
  // Nobody else is in the way of.
  await admin().enrol(bob, ['acme'])
  expect(await enter(bob)).toBe('admitted')
  expect((await grant(second, ann)).exit).toBe(0)
  expect(await enter(ann)).toBe('admitted')

  await comeBackAs(first, cay)
  expect(await enter(cay)).toBe('LOCK_MISSING')
  expect((await grant(first, cay)).exit).toBe(0)
  expect(await enter(cay)).toBe('admitted')
})

test('so does one that is made again with the address of somebody who was de-provisioned', async () => {
  const first = await admin().enrol(dan, ['acme'])
  expect(await enter(dan)).toBe('admitted')
  const out = ['members', 'deprovision', '--user', first, '--organization', 'acme', '--yes']
  const { exit, lines } = await run(out)
  expect([exit, lines[0]]).toEqual([0, `deprovision of ${first} in acme: done`])
  expect(deployed.running.tenant.state.users.has(first)).toBe(false)

  const second = await admin().enrol(dan, ['acme'])
  expect(second).not.toBe(first)
  expect(await enter(dan)).toBe('LOCK_MISSING')
  // Whose block went with the account is not blocked: it is the tombstone that asks.
  const { app_metadata: left } = await deployed.scene.management.users.get(second)
  expect(left?.og_block ?? null).toBeNull()
  expect((await grant(second, dan)).exit).toBe(0)
  expect(await enter(dan)).toBe('admitted')
})
