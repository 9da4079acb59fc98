import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { type Browser, openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

/** An address that one organization refuses must not be made good in another, before the cut-over. */
let deployed: DeployedTenant
const browsers: Browser[] = []

beforeAll(async () => {
  deployed = await deployedTenant()
})
afterAll(async () => {
  for (const browser of browsers) browser.close()
  await deployed?.stop()
})

const ann = createPerson('Ann', 'ann@acme.example.com')

test('a drifted person is refused in the first organization, the second, and without any', async () => {
  const { scene, running } = deployed
  const admin = createAdministrator(scene)
  const enter = async (
    email: string,
    organization: string | null,
    application: 'Member Portal' | 'Reports' = 'Member Portal',
  ): Promise<string> => {
    const browser = openBrowser(running.certificate)
    browsers.push(browser)
    const where =
      organization === null
        ? {}
        : { organization: idOf(scene.names, 'organizations', organization) }
    const person = { ...ann, email }
    const answer = await signIn(scene.applications[application], browser, person, where)
    const { decision, reason } = readOutcome(answer, scene.keys, () => '')
    return reason === '' ? decision : reason
  }
  const userId = await admin.enrol(ann, ['acme', 'globex'])
  expect(await enter(ann.email, 'acme')).toBe('admitted')
  await admin.changeAddress(userId, 'ann@mailbox.example.com')
  const drifted = 'ann@mailbox.example.com'
  expect(await enter(drifted, 'acme')).toBe('EMAIL_DRIFT')
  expect(await enter(drifted, 'globex')).toBe('LOCK_MISSING')
  expect(await enter(drifted, null, 'Reports')).toBe('EMAIL_DRIFT')
  await admin.changeAddress(userId, ann.email)
  expect(await enter(ann.email, 'globex')).toBe('admitted')
})
