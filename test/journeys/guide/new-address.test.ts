import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { type GuidedTenant, guidedTenant } from './guided-tenant.ts'

let tenant: GuidedTenant

beforeAll(async () => {
  tenant = await guidedTenant()
})
afterAll(() => tenant?.stop())

const ann = createPerson('Ann', 'ann@acme.example.com')
const moved = { ...ann, email: 'ann@new.example.com' }
const fresh = async (person: Person): Promise<string> =>
  tenant.told(await tenant.enter(tenant.newBrowser(), person))

test('a person asks for a new address, an administrator approves it, the person confirms it, the mailbox proves it, and the next login moves the lock', async () => {
  const { portal, scene, olivia, running } = tenant
  const id = await createAdministrator(scene).enrol(ann, ['acme'])
  expect(await fresh(ann)).toBe('admitted')

  const hers = await portal.enter(ann)
  const asked = await hers.send('/account', '/account/address', { address: moved.email })
  expect(asked).toBe('The administrators of your organization see what you asked for.')
  // To ask moves nothing.
  expect(await fresh(ann)).toBe('admitted')

  const office = await portal.enter(olivia)
  const path = `/members/${encodeURIComponent(id)}`
  expect((await office.open('/members')).body).toContain('asks for a new address')
  expect((await office.open(path)).body).toContain(moved.email)
  const approved = await office.send(path, `${path}/rebind`)
  expect(approved).toMatch(/^The person may sign in from the new address once/)
  // To approve occupies nothing either.
  expect([await fresh(ann), running.control.outbox(moved.email)]).toEqual(['admitted', []])
  const confirmed = await hers.send('/account', '/account/address/confirm')
  expect(confirmed).toMatch(/^If this address can be yours, a message is on its way/)
  expect(await fresh(moved)).toBe('EMAIL_UNVERIFIED')

  const mails = running.control.outbox(moved.email)
  expect(mails.map(({ kind }) => kind)).toEqual(['verify-email'])
  const opened = await tenant.newBrowser().visit(scene.readMail(moved.email))
  expect([opened.status, await fresh(moved)]).toEqual([200, 'admitted'])
  // Used up: back to the old address there is no way.
  await createAdministrator(scene).changeAddress(id, ann.email)
  expect(await fresh(ann)).toBe('EMAIL_DRIFT')
})
