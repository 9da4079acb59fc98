import { afterAll, beforeAll, expect, test } from 'vitest'
import { refresh, signIn } from '../../../scripts/auth0/login-client/application.ts'
import type { DoorAnswer } from '../../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { type DemoUpstreams, startDemoUpstreams } from '../../../scripts/demo/demo-upstreams.ts'
import { idOf } from '../../../scripts/journey/scene.ts'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { type GuidedTenant, guidedTenant } from './guided-tenant.ts'

/** People of an identity provider: Acme's own, and one that anybody may have an account with. */
let tenant: GuidedTenant
let upstreams: DemoUpstreams
const COMPANY = 'acme-oidc'
const SOCIAL = 'google-oauth2'

beforeAll(async () => {
  const certificate = await createCertificate()
  tenant = await guidedTenant({
    certificate,
    environment: {
      overrides: {
        policies: {
          'profile-change': { attributes: { 'Member Portal': ['locale'] } },
          'source-domain': { unlisted: 'pass' },
        },
      },
    },
  })
  upstreams = await startDemoUpstreams(tenant.running, certificate)
  const { management, names } = tenant.scene
  await management.organizations.enabledConnections.add(tenant.acme, {
    connection_id: idOf(names, 'connections', SOCIAL),
  })
})
afterAll(async () => {
  await upstreams?.stop()
  await tenant?.stop()
})

const userOf = (id: string) => tenant.running.tenant.state.users.get(id)
const tokenOf = (answer: DoorAnswer): string | null =>
  answer.kind === 'admitted' ? answer.refreshToken : null

/** A profile exists from its first sign-in on; only then can it become a member. */
async function enrol(person: Person, connection: string): Promise<string> {
  const { scene, acme } = tenant
  await signIn(scene.applications.Reports, tenant.newBrowser(), person, { connection })
  const [user] = await scene.management.users.listUsersByEmail({ email: person.email })
  const id = user?.user_id ?? ''
  await scene.management.organizations.members.create(acme, { members: [id] })
  return id
}

test('what the provider owns is closed, and an attribute of an application stays as its owner set it', async () => {
  const { portal, told, enter, scene } = tenant
  const { erin } = upstreams.people
  const id = await enrol(erin, COMPANY)
  const hers = await portal.enter(erin, { connection: COMPANY })
  expect((await hers.open('/account')).body).toContain(
    'is changed there, and counts from your next',
  )
  const portalId = idOf(scene.names, 'clients', 'Member Portal')
  const written = { [`attribute.${portalId}.locale`]: 'de', name: 'Erin the Great' }
  const saved = await hers.send('/account', '/account/profile', written)
  expect(saved).toBe('Your profile is changed.')
  expect(userOf(id)).toMatchObject({ name: 'Erin', user_metadata: { locale: 'de' } })

  upstreams.acme.people.change('erin', { name: 'Erin of the provider' })
  const next = await enter(tenant.newBrowser(), erin, { connection: COMPANY })
  expect([told(next), userOf(id)?.name, userOf(id)?.user_metadata]).toEqual([
    'admitted',
    'Erin of the provider',
    { locale: 'de' },
  ])
})

test('an attribute of an application stays as its owner set it, also where a social provider owns the rest', async () => {
  const { portal, told, enter, scene } = tenant
  const hal = createPerson('Hal', 'hal@mailbox.example.org')
  upstreams.google.people.add({ sub: 'hal', ...hal, email_verified: true })
  const id = await enrol(hal, SOCIAL)
  const his = await portal.enter(hal, { connection: SOCIAL })
  const portalId = idOf(scene.names, 'clients', 'Member Portal')
  const written = { [`attribute.${portalId}.locale`]: 'fr', name: 'Hal the Great' }
  expect(await his.send('/account', '/account/profile', written)).toBe('Your profile is changed.')
  upstreams.google.people.change('hal', { name: 'Hal of the provider' })
  const next = await enter(tenant.newBrowser(), hal, { connection: SOCIAL })
  expect([told(next), userOf(id)?.name, userOf(id)?.user_metadata]).toEqual([
    'admitted',
    'Hal of the provider',
    { locale: 'fr' },
  ])
})

test('a person of a social provider is de-provisioned, and comes back by it as nobody', async () => {
  const { portal, told, enter, olivia, scene } = tenant
  const ida = createPerson('Ida', 'ida@mailbox.example.org')
  upstreams.google.people.add({ sub: 'ida', ...ida, email_verified: true })
  const id = await enrol(ida, SOCIAL)
  const browser = tenant.newBrowser()
  const first = await enter(browser, ida, { connection: SOCIAL })
  expect(told(first)).toBe('admitted')

  const office = await portal.enter(olivia)
  const question = `/members/${encodeURIComponent(id)}/deprovision`
  expect(await office.send(question, question)).toBe('The person is de-provisioned.')
  const kept = await refresh(scene.applications['Member Portal'], tokenOf(first))
  const unasked = await enter(browser, ida, { prompt: 'none' })
  const anew = await enter(tenant.newBrowser(), ida, { connection: SOCIAL })
  expect([kept, unasked, anew].map(told)).toEqual([
    'invalid_grant',
    'login_required',
    'access_denied',
  ])
})

/** What Auth0 makes of `active: false`: a block of the whole profile, which no administrator lifts. */
test('whom the provider takes out by SCIM is refused at every door, and stays so', async () => {
  const { portal, told, enter, olivia, scene } = tenant
  const { mona } = upstreams.people
  const id = await enrol(mona, COMPANY)
  const browser = tenant.newBrowser()
  const first = await enter(browser, mona, { connection: COMPANY })
  expect(told(first)).toBe('admitted')
  await scene.management.users.update(id, { blocked: true })
  const doors = async () => [
    told(await enter(tenant.newBrowser(), mona, { connection: COMPANY })),
    told(await enter(browser, mona, { prompt: 'none' })),
    told(await refresh(scene.applications['Member Portal'], tokenOf(first))),
  ]
  const shut = await doors()
  expect(shut).toEqual(['unauthorized', 'login_required', 'invalid_grant'])

  const office = await portal.enter(olivia)
  const path = `/members/${encodeURIComponent(id)}`
  expect((await office.open(path)).body).toContain('shut out of everything by an operator')
  await office.sendUnoffered(path, `${path}/unblock`)
  await office.sendUnoffered(path, `${path}/lift-tenant-block`)
  expect(await doors()).toEqual(shut)
})

test('whom the provider dropped goes on until the organization blocks, and is then refused everywhere', async () => {
  const { portal, told, enter, olivia, scene } = tenant
  const { ivan } = upstreams.people
  const memberPortal = scene.applications['Member Portal']
  const id = await enrol(ivan, COMPANY)
  const browser = tenant.newBrowser()
  const first = await enter(browser, ivan, { connection: COMPANY })
  upstreams.acme.people.remove('ivan')
  const unasked = await enter(browser, ivan, { prompt: 'none' })
  const kept = await refresh(memberPortal, tokenOf(first))
  expect([first, unasked, kept].map(told)).toEqual(['admitted', 'admitted', 'admitted'])

  const office = await portal.enter(olivia)
  const path = `/members/${encodeURIComponent(id)}`
  expect(await office.send(path, `${path}/block`)).toBe(
    'This person is blocked in your organization.',
  )
  expect([
    told(await enter(browser, ivan, { prompt: 'none' })),
    told(await refresh(memberPortal, tokenOf(kept))),
  ]).toEqual(['login_required', 'invalid_grant'])

  upstreams.acme.people.add({ sub: 'ivan', ...ivan })
  const back = () => enter(tenant.newBrowser(), ivan, { connection: COMPANY })
  expect(told(await back())).toBe('ORG_BLOCKED')
  const question = `${path}/deprovision`
  expect(await office.send(question, question)).toBe('The person is de-provisioned.')
  expect(told(await back())).toBe('access_denied')
})

test('an address that a social provider changed is refused, and nobody can change it here', async () => {
  const { portal, told, enter } = tenant
  const { gus } = upstreams.people
  const id = await enrol(gus, SOCIAL)
  const back = (person: Person) => enter(tenant.newBrowser(), person, { connection: SOCIAL })
  expect(told(await back(gus))).toBe('admitted')
  const his = await portal.enter(gus, { connection: SOCIAL })
  expect((await his.open('/account')).body).toContain('is changed there, and counts')
  await his.send('/account', '/account/profile', { name: 'Gustav', email: 'gus@acme.example.com' })
  expect(userOf(id)).toMatchObject({ name: 'Gus', email: gus.email })
  const moved = { ...gus, email: 'gustav@mailbox.example.org' }
  upstreams.google.people.change('gus', { email: moved.email })
  expect(told(await back(moved))).toBe('EMAIL_DRIFT')
})
