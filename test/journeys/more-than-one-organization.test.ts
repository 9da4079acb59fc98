import { afterEach, expect, test } from 'vitest'
import { signIn } from '../../scripts/auth0/login-client/application.ts'
import { createPerson } from '../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../scripts/journey/administrator.ts'
import { type GuidedTenant, guidedTenant } from './guide/guided-tenant.ts'

/** What an administrator of Acme could gain by an account that is more than Acme's. */
let guided: GuidedTenant | null = null

afterEach(async () => {
  await guided?.stop()
  guided = null
})

const NOT_THERE = /404|not open to you|nothing here/i
const AUDIENCE = 'https://people.example.com/'

test('an administrator comes to no right of the tenant by the account of somebody who has it', async () => {
  guided = await guidedTenant()
  const { portal, olivia, scene, running, told, enter, newBrowser } = guided
  const { management } = scene
  const opal = createPerson('Opal', 'opal@acme.example.com')
  const id = await createAdministrator(scene).enrol(opal, ['acme'])
  const { id: role = '' } = await management.roles.create({ name: 'People operators' })
  const permission = { resource_server_identifier: AUDIENCE, permission_name: 'operate:people' }
  await management.roles.permissions.add(role, { permissions: [permission] })
  await management.users.roles.assign(id, { roles: [role] })

  const office = await portal.enter(olivia)
  const path = `/members/${encodeURIComponent(id)}`
  const other = { ...opal, email: 'other@elsewhere.example.org' }
  for (const verb of ['rebind', 'relock', 'reset', 'lift-password-block']) {
    const said = await office.sendUnoffered(path, `${path}/${verb}`, { address: other.email })
    expect([verb, said]).toEqual([verb, expect.stringMatching(NOT_THERE)])
  }
  expect([running.control.outbox(other.email), running.control.outbox(opal.email)]).toEqual([
    [],
    [],
  ])
  expect(told(await enter(newBrowser(), other))).not.toBe('admitted')
  // The operator goes on, in Acme and outside of organizations.
  expect(told(await enter(newBrowser(), opal))).toBe('admitted')
  const reports = scene.applications.Reports
  if (reports === undefined) throw new Error('the sample has an application without organizations')
  const outside = await signIn({ ...reports, audience: AUDIENCE }, newBrowser(), opal, {})
  expect(told(outside)).toBe('admitted')
})

test('who is suspended is not let in again by being taken out, and invited anew', async () => {
  const administration = { role: 'Organization Admin', departed: 'delete' }
  guided = await guidedTenant({ environment: { overrides: { administration } } })
  const { portal, olivia, scene, running, run, told, enter, newBrowser, acme } = guided
  const ann = createPerson('Ann', 'ann@acme.example.com')
  const id = await createAdministrator(scene).enrol(ann, ['acme'])
  await run(['members', 'suspend', '--user', id, '--reason', 'FRAUD'])
  expect(told(await enter(newBrowser(), ann))).toBe('USER_SUSPENDED')

  const office = await portal.enter(olivia)
  const path = `/members/${encodeURIComponent(id)}`
  await office.send(`${path}/deprovision`, `${path}/deprovision`)
  expect([...running.tenant.state.users.keys()]).toContain(id)
  await office.send('/invitations', '/invitations', { address: ann.email })
  const mail = running.control.outbox(ann.email).at(-1)
  const invitation = new URL(mail?.url ?? '').searchParams.get('invitation') ?? ''
  const request = { organization: acme, invitation, screen_hint: 'signup' as const }
  expect(told(await enter(newBrowser(), ann, request))).not.toBe('admitted')
  expect(told(await enter(newBrowser(), ann))).not.toBe('admitted')
})
