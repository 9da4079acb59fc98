import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/**
 * An account that is linked signs in as the member, whose address is still the one that was granted:
 * only the identities of the login tell that another mailbox opens the membership.
 */
let deployed: DeployedTenant
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant({ name: 'local-strict' })
})
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})

const ann = createPerson('Ann', 'ann@acme.example.com')
const mallory = createPerson('Mallory', 'mallory@mailbox.example.com')

test('a linked account of another mailbox does not pass the lock, by any account, until it is unlinked', async () => {
  const { scene, running } = deployed
  const admin = createAdministrator(scene)
  const organization = idOf(scene.names, 'organizations', 'acme')
  const enter = async (person: Person): Promise<string> => {
    const browser = openBrowser(running.certificate)
    browsers.push(browser)
    const application = scene.applications['Member Portal']
    const answer = await signIn(application, browser, person, { organization })
    const { decision, reason } = readOutcome(answer, scene.keys, () => '')
    return reason === '' ? decision : reason
  }
  const accept = async (person: Person): Promise<void> => {
    const browser = openBrowser(running.certificate)
    browsers.push(browser)
    await signIn(
      scene.applications['Member Portal'],
      browser,
      person,
      await admin.invite(person, 'acme'),
    )
  }
  const annId = await admin.create('members', ann)
  const malloryId = await admin.create('members', mallory)
  await accept(ann)
  expect([await enter(ann), await admin.isLocked(annId)]).toEqual(['admitted', true])

  const { identities } = scene.management.users
  const [provider = '', user_id = ''] = malloryId.split('|')
  await identities.link(annId, { provider: 'auth0', user_id })
  expect([await enter(mallory), await enter(ann)]).toEqual([
    'IDENTITY_MISMATCH',
    'IDENTITY_MISMATCH',
  ])

  await identities.delete(annId, provider as 'auth0', user_id)
  expect(await enter(ann)).toBe('admitted')
  expect(await enter(mallory)).toBe(
    `access_denied: user ${malloryId} is not part of the ${organization} organization`,
  )
})
