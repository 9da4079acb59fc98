import { afterAll, beforeAll, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { openBrowser } from '../../scripts/auth0/login-client/browser.ts'
import { type DoorAnswer, readOutcome } from '../../scripts/auth0/login-client/outcome.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { idOf, type Scene } from '../../scripts/journey/scene.ts'
import { type DeployedTenant, deployedTenant } from './deployed-tenant.ts'

let deployed: DeployedTenant | undefined
let scene: Scene

beforeAll(async () => {
  deployed = await deployedTenant()
  scene = deployed.scene
})
afterAll(() => deployed?.stop())

const told = (answer: DoorAnswer): string => {
  const { decision, reason } = readOutcome(answer, scene.keys, () => '')
  return decision === 'admitted' ? decision : reason
}

// @fact Whoever was made a member can be sent a password ticket in place of an invitation. (Auth0
// support, organization invitation flow and auto-membership requirements; read 2026-11-28)
test('whoever was made a member and sent a password ticket proves the address, and is locked to it', async () => {
  const { management, names, applications } = scene
  const organization = idOf(names, 'organizations', 'acme')
  const client_id = idOf(names, 'clients', 'Member Portal')
  const nina = createPerson('Nina', 'nina@acme.example')
  const visit = async () =>
    told(
      await signIn(applications['Member Portal'], openBrowser(scene.address.certificate), nina, {
        organization,
      }),
    )
  const { user_id = '' } = await management.users.create({
    connection: 'members',
    email: nina.email,
    password: nina.password,
    email_verified: false,
    app_metadata: createAdministrator(scene).grantFor(nina.email, 'acme'),
  })
  await management.organizations.members.create(organization, { members: [user_id] })
  const before = await visit()
  const { ticket } = await management.tickets.changePassword({
    user_id,
    client_id,
    organization_id: organization,
    mark_email_as_verified: true,
  })
  const browser = openBrowser(scene.address.certificate)
  const page = await browser.visit(ticket)
  const form = page.forms.find(({ fields }) => 'password' in fields)
  const { password } = nina
  await browser.submit(page, { password, 'confirm-password': password }, form ?? {})
  const after = await visit()
  await management.users.update(user_id, { email: 'nina@globex.example', email_verified: true })
  const moved = await told(
    await signIn(
      applications['Member Portal'],
      openBrowser(scene.address.certificate),
      { ...nina, email: 'nina@globex.example' },
      { organization },
    ),
  )
  expect([before, after, moved]).toEqual(['EMAIL_UNVERIFIED', 'admitted', 'EMAIL_DRIFT'])
})
