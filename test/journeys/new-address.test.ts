import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { requestAddress } from '../../scripts/administration/address-request.ts'
import { approveRebind } from '../../scripts/administration/approve-rebind.ts'
import { listMembers } from '../../scripts/administration/list-members.ts'
import {
  type OpenAdministration,
  openAdministration,
} from '../../scripts/administration/open-administration.ts'
import type { Actor } from '../../scripts/administration/prove-actor.ts'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf } from '../../scripts/journey/scene.ts'
import { developmentRebindKey } from '../../scripts/project/development-rebind-key.ts'
import { anOperator } from '../builders/an-operator.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

let deployed: DeployedTenant
let administration: OpenAdministration
let acme: string

beforeAll(async () => {
  deployed = await deployedTenant()
  const { running, staged, scene } = deployed
  // Leaves the certificate in the folder.
  await anOperator(deployed)
  const { root } = staged.project
  const { clientId, clientSecret } = running.machineClients.deploy
  acme = idOf(scene.names, 'organizations', 'acme')
  administration = await openAdministration(
    { environment: 'local' },
    {
      root,
      nowMs: () => running.clock.now(),
      print: () => {},
      progress: () => {},
      untilStopped: () => Promise.reject(new Error('nobody asked to wait')),
      environmentVariables: {
        AUTH0_DOMAIN: running.domain,
        AUTH0_CLIENT_ID: clientId,
        AUTH0_CLIENT_SECRET: clientSecret,
        OG_CERTIFICATE: join(root, 'certificate.pem'),
        OG_REBIND_PRIVATE_KEY: developmentRebindKey(),
      },
    },
  )
})
afterAll(() => deployed?.stop())

const ann = createPerson('Ann', 'ann@acme.example.com')
const moved = { ...ann, email: 'ann@new.example.com' }
const olivia = createPerson('Olivia', 'olivia@acme.example.com')

async function enter(person: Person): Promise<string> {
  const { scene, running } = deployed
  const browser = openBrowser(running.certificate)
  const answer = await signIn(scene.applications['Member Portal'], browser, person, {
    organization: acme,
  })
  browser.close()
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return reason === '' ? decision : reason
}

/** What Auth0 writes when the link in its mail is opened: the local tenant sends no such mail. */
const openVerification = (userId: string) =>
  deployed.scene.management.users.update(userId, { email_verified: true })

test('a person asks for a new address, an administrator approves it, the mailbox proves it, and the next login moves the lock', async () => {
  const { scene } = deployed
  const { enrol } = createAdministrator(scene)
  const annId = await enrol(ann, ['acme'])
  const oliviaId = await enrol(olivia, ['acme'])
  const { data } = await scene.management.roles.list({ name_filter: 'Organization Admin' })
  await scene.management.organizations.members.roles.assign(acme, oliviaId, {
    roles: [data[0]?.id ?? ''],
  })
  const actor = (userId: string): Actor => ({ kind: 'administrator', userId, organization: acme })
  const { tools, sealing } = administration
  if (sealing === null) throw new Error('without a key nothing is approved')
  expect(await enter(ann)).toBe('admitted')

  await requestAddress(tools, actor(annId), { address: moved.email })
  const { members } = await listMembers(tools, actor(oliviaId))
  const asking = members.filter(({ asksFor }) => asksFor !== null)
  expect(asking.map(({ person, asksFor }) => [person, asksFor])).toEqual([[annId, moved.email]])
  // To ask moves nothing.
  expect(await enter(ann)).toBe('admitted')

  const request = { person: annId, address: moved.email, hours: 1 }
  await approveRebind(tools, actor(oliviaId), request, sealing)
  expect(await enter(moved)).toBe('EMAIL_UNVERIFIED')
  await openVerification(annId)
  expect(await enter(moved)).toBe('admitted')
  // Used up: back to the old address there is no way.
  await createAdministrator(scene).changeAddress(annId, ann.email)
  expect(await enter(ann)).toBe('EMAIL_DRIFT')
})
