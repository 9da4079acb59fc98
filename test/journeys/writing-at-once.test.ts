import { afterAll, beforeAll, expect, test } from 'vitest'
import { blockMember } from '../../scripts/administration/block-member.ts'
import { grantAddress } from '../../scripts/administration/grant-address.ts'
import { openAdministration } from '../../scripts/administration/open-administration.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { developmentRebindKey } from '../../scripts/project/development-rebind-key.ts'
import { aSurroundings, operatorVariables } from '../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

const ann = createPerson('Ann', 'ann@acme.example.com')
const DANA = { kind: 'operator', userId: 'dana@clients' } as const
const OMAR = { kind: 'operator', userId: 'omar@clients' } as const

let deployed: DeployedTenant
beforeAll(async () => {
  deployed = await deployedTenant({})
})
afterAll(() => deployed.stop())

const organization = (name: string) => idOf(deployed.scene.names, 'organizations', name)

async function signInTo(name: string): Promise<string> {
  const browser = openBrowser(deployed.running.certificate)
  const application = deployed.scene.applications['Member Portal']
  const { kind } = await signIn(application, browser, ann, {
    organization: organization(name),
  }).finally(() => browser.close())
  return kind
}

/** Operations whose writes wait until `until` is over, although they have read what is there. */
async function operationsThatWait(until: Promise<unknown>) {
  const { root } = deployed.staged.project
  const variables = {
    ...(await operatorVariables(deployed)),
    OG_REBIND_PRIVATE_KEY: developmentRebindKey(),
  }
  const surroundings = aSurroundings(root, variables, () => deployed.running.clock.now())
  const { tools, sealing } = await openAdministration({ environment: 'local' }, surroundings)
  if (sealing === null) throw new Error('a grant needs the key')
  const { users } = tools.management
  const update = users.update.bind(users)
  const hasRead: (() => void)[] = []
  users.update = ((...args: Parameters<typeof update>) => {
    for (const tell of hasRead.splice(0)) tell()
    return until.then(() => update(...args))
  }) as typeof users.update
  return { tools, sealing, untilRead: new Promise<void>((resolve) => hasRead.push(resolve)) }
}

test('two operators and a login that write at once lose nothing', async () => {
  const person = await createAdministrator(deployed.scene).enrol(ann, ['acme', 'globex'])
  // The lock that the operators read lacks what the next login adds to it.
  expect(await signInTo('acme')).toBe('admitted')
  let goOn = (): void => {}
  const loggedIn = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const [dana, omar] = [await operationsThatWait(loggedIn), await operationsThatWait(loggedIn)]
  const acme = organization('acme')
  const operating = Promise.all([
    blockMember(dana.tools, DANA, { person, organization: acme, reason: 'SUSPENDED' }),
    grantAddress(
      omar.tools,
      OMAR,
      { person, organization: acme, address: 'ann@new.acme.example.com', hours: 1 },
      omar.sealing,
    ),
  ])
  await Promise.all([dana.untilRead, omar.untilRead])
  expect(await signInTo('globex')).toBe('admitted')
  goOn()
  await operating
  const { app_metadata: held = {} } = await deployed.scene.management.users.get(person)
  expect(held).toMatchObject({
    og_block: { b: [{ o: acme, r: 'SUSPENDED' }] },
    og_grant: expect.anything(),
  })
  const lock = JSON.stringify(held.og_lock)
  expect([acme, organization('globex')].filter((one) => !lock.includes(one))).toEqual([])
})
