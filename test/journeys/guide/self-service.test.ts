import { afterAll, beforeAll, expect, test } from 'vitest'
import { refresh } from '../../../scripts/auth0/login-client/application.ts'
import type { DoorAnswer } from '../../../scripts/auth0/login-client/outcome.ts'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { type GuidedTenant, guidedTenant } from './guided-tenant.ts'

/** What the guide wants people to do for themselves; after the cut-over, where newcomers are adopted. */
let tenant: GuidedTenant

beforeAll(async () => {
  tenant = await guidedTenant({
    environment: {
      overrides: {
        policies: {
          'email-lock': { newcomers: 'adopt', cutOver: '2026-02-01' },
          'identifier-lock': { mode: 'enforce', phone: 'verified', username: 'free' },
        },
      },
    },
  })
})
afterAll(() => tenant?.stop())

const admin = () => createAdministrator(tenant.scene)
const userOf = (id: string) => tenant.running.tenant.state.users.get(id)
const fresh = async (person: Person): Promise<string> =>
  tenant.told(await tenant.enter(tenant.newBrowser(), person))
const tokenOf = (answer: DoorAnswer): string | null =>
  answer.kind === 'admitted' ? answer.refreshToken : null

test('an invited person keeps to the invited address: no page changes it, and what else does shuts them out', async () => {
  const { portal, olivia, scene, told, enter } = tenant
  const ann = createPerson('Ann', 'ann@acme.example.com')
  const office = await portal.enter(olivia)
  const invited = await office.send('/invitations', '/invitations', { address: ann.email })
  expect(invited).toBe('The invitation is on its way.')
  const link = new URL(scene.readMail(ann.email)).searchParams
  const browser = tenant.newBrowser()
  const request = { invitation: link.get('invitation') ?? '' }
  const first = await enter(browser, ann, request)
  expect(told(first)).toBe('admitted')

  const id = await admin().findUserId(ann)
  const hers = await portal.enter(ann)
  const smuggled = { email: 'ann@mailbox.example.org', name: 'Ann A.' }
  expect(await hers.send('/account', '/account/profile', smuggled)).toBe('Your profile is changed.')
  expect(userOf(id)).toMatchObject({ email: ann.email, name: 'Ann A.' })

  const moved = { ...ann, email: 'ann@mailbox.example.org' }
  await admin().changeAddress(id, moved.email)
  const portalOf = scene.applications['Member Portal']
  expect([await fresh(moved), told(await refresh(portalOf, tokenOf(first)))]).toEqual([
    'EMAIL_DRIFT',
    'EMAIL_DRIFT',
  ])
  await admin().changeAddress(id, ann.email)
  expect(await fresh(ann)).toBe('admitted')
})

test('a person changes telephone and user name, and an unproven number admits nobody', async () => {
  const { portal, scene } = tenant
  const bob = createPerson('Bob', 'bob@acme.example.com')
  const id = await admin().enrol(bob, ['acme'])
  expect(await fresh(bob)).toBe('admitted')
  const his = await portal.enter(bob)
  const save = (fields: Readonly<Record<string, string>>) =>
    his.send('/account', '/account/profile', fields)
  expect(await save({ username: 'bobby' })).toBe('Your profile is changed.')
  expect(await fresh({ ...bob, email: 'bobby' })).toBe('admitted')
  expect(await save({ phone: '+4930123456' })).toBe('Your profile is changed.')
  expect(userOf(id)).toMatchObject({ phone_number: '+4930123456', phone_verified: false })
  expect(await fresh(bob)).toBe('PHONE_UNVERIFIED')
  await scene.management.users.update(id, { phone_verified: true })
  expect(await fresh(bob)).toBe('admitted')
})

test('a person leaves, and whoever comes back with the address needs an invitation', async () => {
  const { portal, scene, told, enter } = tenant
  const cay = createPerson('Cay', 'cay@acme.example.com')
  const id = await admin().enrol(cay, ['acme'])
  const browser = tenant.newBrowser()
  const first = await enter(browser, cay)
  expect(told(first)).toBe('admitted')
  const theirs = await portal.enter(cay)
  expect((await theirs.openAnew('/account/held')).url.pathname).toBe('/account/held')
  const held = await theirs.open('/account/download')
  expect(JSON.parse(held.body)).toMatchObject({ profile: { email: cay.email } })
  await theirs.send('/account/leave', '/account/leave', { understood: 'yes' })
  expect([userOf(id), (await theirs.open('/account')).url.pathname]).toEqual([undefined, '/'])
  // What lived when they left has ended with the account.
  const kept = await refresh(scene.applications['Member Portal'], tokenOf(first))
  const unasked = await enter(browser, cay, { prompt: 'none' })
  expect([kept, unasked].map(told)).toEqual(['invalid_grant', 'login_required'])
  await admin().enrol(cay, ['acme'])
  expect(await fresh(cay)).toBe('LOCK_MISSING')
})

test('a person gets a link for a new password, in the name of the organization', async () => {
  const { portal, running, scene, acme } = tenant
  const dee = createPerson('Dee', 'dee@acme.example.com')
  await admin().enrol(dee, ['acme'])
  const theirs = await portal.enter(dee)
  expect(await theirs.send('/account', '/account/reset')).toBe('The mail is on its way.')
  const [mail] = running.control.outbox(dee.email)
  expect(mail).toMatchObject({ kind: 'password-reset', organization_id: acme })
  const browser = tenant.newBrowser()
  const page = await browser.visit(scene.readMail(dee.email))
  const next = createPerson('Dee', dee.email)
  const given = { password: next.password, 'confirm-password': next.password }
  expect((await browser.submit(page, given)).status).toBe(200)
  expect([await fresh(dee), await fresh(next)]).toEqual(['page 400', 'admitted'])
})
