import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPerson, type Person } from '../../../scripts/auth0/login-client/person.ts'
import { tenantFetch } from '../../../scripts/auth0/tenant-fetch.ts'
import { createAdministrator } from '../../../scripts/journey/administrator.ts'
import { faultCodesOf } from '../../builders/an-operator.ts'
import { type GuidedTenant, guidedTenant } from './guided-tenant.ts'

/** What the guide wants an organization, and its help desk, to do without the tenant's dashboard. */
let tenant: GuidedTenant
const ann = createPerson('Ann', 'ann@acme.example.com')
const bob = createPerson('Bob', 'bob@acme.example.com')
const gil = createPerson('Gil', 'gil@globex.example.com')
let ids: Record<'ann' | 'bob' | 'gil', string>

beforeAll(async () => {
  tenant = await guidedTenant()
  const { enrol } = createAdministrator(tenant.scene)
  ids = {
    ann: await enrol(ann, ['acme', 'globex']),
    bob: await enrol(bob, ['acme']),
    gil: await enrol(gil, ['globex']),
  }
})
afterAll(() => tenant?.stop())

const userOf = (id: string) => tenant.running.tenant.state.users.get(id)
const fresh = async (person: Person, organization = tenant.acme): Promise<string> =>
  tenant.told(await tenant.enter(tenant.newBrowser(), person, { organization }))
const pathOf = (id: string) => `/members/${encodeURIComponent(id)}`

test('an administrator blocks somebody, who is refused there and admitted elsewhere, and removes them', async () => {
  const { portal, olivia, globex } = tenant
  const office = await portal.enter(olivia)
  const path = pathOf(ids.ann)
  await office.send(path, `${path}/block`)
  expect([await fresh(ann), await fresh(ann, globex)]).toEqual(['ORG_BLOCKED', 'admitted'])
  await office.send(path, `${path}/unblock`)
  expect(await fresh(ann)).toBe('admitted')
  expect(await office.send(`${path}/remove`, `${path}/remove`)).toBe(
    'The person is no member any more.',
  )
  expect([await fresh(ann), await fresh(ann, globex)]).toEqual(['access_denied', 'admitted'])
})

test('a help desk corrects a name, and lifts the block after wrong passwords and no other', async () => {
  const { run, olivia, actorToken, staged, portal } = tenant
  const acting = { OG_ACTOR_TOKEN: await actorToken(olivia) }
  const file = join(staged.project.root, 'changes.json')
  await writeFile(file, JSON.stringify({ name: 'Robert' }))
  const changed = await run(['members', 'change', '--user', ids.bob, '--changes', file], acting)
  expect([changed.exit, userOf(ids.bob)?.name]).toEqual([0, 'Robert'])

  const wrong = { ...bob, password: 'Not-The-Password-1' }
  for (let attempt = 0; attempt < 10; attempt += 1) await fresh(wrong)
  expect(await fresh(bob)).not.toBe('admitted')
  const office = await portal.enter(olivia)
  const path = pathOf(ids.bob)
  const profile = `${path}/profile`
  const said = await office.send(profile, profile, { name: 'Rob' })
  expect([said, userOf(ids.bob)?.name]).toEqual(['The profile is changed.', 'Rob'])
  await office.send(path, `${path}/lift-password-block`)
  expect(await fresh(bob)).toBe('admitted')
  await office.send(path, `${path}/block`)
  await office.send(path, `${path}/lift-password-block`)
  expect(await fresh(bob)).toBe('ORG_BLOCKED')
})

test('a link for a new password, mailed by the help desk, re-admits nobody who is blocked', async () => {
  const { portal, olivia, scene, acme, running } = tenant
  const cay = createPerson('Cay', 'cay@acme.example.com')
  const path = pathOf(await createAdministrator(scene).enrol(cay, ['acme']))
  const office = await portal.enter(olivia)
  await office.send(path, `${path}/block`)
  await office.send(path, `${path}/reset`)
  const [mail] = running.control.outbox(cay.email)
  expect(mail).toMatchObject({ kind: 'password-reset', organization_id: acme })
  const page = await tenant.newBrowser().visit(scene.readMail(cay.email))
  expect([page.status, page.forms]).toEqual([400, []])
  expect(await fresh(cay)).toBe('ORG_BLOCKED')
})

test('an administrator reaches their own organization, and nothing of the tenant or of another', async () => {
  const { portal, run, olivia, actorToken, scene } = tenant
  const office = await portal.enter(olivia)
  const path = pathOf(ids.gil)
  expect((await office.open(path)).status).toBe(404)
  const token = await actorToken(olivia)
  const ask = async (...more: readonly string[]) =>
    faultCodesOf(
      await run(['members', 'block', '--user', ids.gil, ...more], { OG_ACTOR_TOKEN: token }),
    )
  expect([await ask(), await ask('--organization', 'globex')]).toEqual([
    ['not_permitted'],
    ['not_permitted'],
  ])
  const { address } = scene
  const direct = await tenantFetch(address)(`https://${address.domain}/api/v2/users/${ids.bob}`, {
    headers: { authorization: `Bearer ${token}` },
  })
  expect([direct.status, userOf(ids.gil)?.app_metadata.og_block]).toEqual([401, undefined])
})

test('an administrator sees the members of their organization, and no other organization of theirs', async () => {
  const { portal, run, olivia, actorToken, scene, globex } = tenant
  const dee = createPerson('Dee', 'dee@acme.example.com')
  const id = await createAdministrator(scene).enrol(dee, ['acme', 'globex'])
  const office = await portal.enter(olivia)
  const pages = [await office.open('/members'), await office.open(pathOf(id))]
  expect(pages.map(({ body }) => body.includes(dee.email))).toEqual([true, true])
  for (const { body } of pages) {
    expect([/globex/i.test(body), body.includes(globex), body.includes(gil.email)]).toEqual([
      false,
      false,
      false,
    ])
  }
  const acting = { OG_ACTOR_TOKEN: await actorToken(olivia) }
  const { lines } = await run(['members', 'list', '--json'], acting)
  const listed = JSON.parse(lines.join('\n')) as { members: { email: string }[] }
  const addresses = listed.members.map(({ email }) => email)
  expect([addresses.includes(dee.email), addresses.includes(gil.email)]).toEqual([true, false])
  const organizationsOf = (variables = {}) =>
    run(['members', 'organizations', '--user', id], variables)
  expect([(await organizationsOf(acting)).lines, (await organizationsOf()).lines]).toEqual([
    ['acme'],
    ['acme', 'globex'],
  ])
})
