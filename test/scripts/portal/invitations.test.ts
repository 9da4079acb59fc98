import { beforeEach, expect } from 'vitest'
import { loginSettings } from '../../../policies/policies.ts'
import type { PortalSession } from '../../../scripts/portal/portal-session.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration, SEALING } from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { addInvitation, NOON_MS } from '../../local-tenant/oidc/start-scene.ts'

let desk: Administration
let portal: Portal
let session: PortalSession
let cookie: string

beforeEach(async () => {
  desk = await anAdministration(scene)
  changeClient(scene, 'portal', { initiate_login_uri: 'https://app.example.com/login' })
  portal = await aPortal(scene, desk)
  session = await portal.sessionOf(desk.olivia)
  cookie = await portal.cookieOf(session)
})

const page = async (): Promise<string> => (await portal.get('/invitations', cookie)).text()
const post = (path: string, fields: Readonly<Record<string, string>> = {}) =>
  portal.post(path, cookie, { form_token: session.formToken, ...fields })
const invitations = () => [...scene.tenant.state.invitations.values()]

test('an open invitation is sent again, in place of itself', async () => {
  addInvitation(scene, 'dan@acme.example.com', { roles: [] })
  expect(await page()).toContain('aria-label="Send again the invitation to dan@acme.example.com"')
  const answer = await post('/invitations/uinv_1/again')
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/invitations'])
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  expect(await (await portal.get('/invitations', next)).text()).toContain(
    'The invitation is on its way again.',
  )
  expect(invitations()).toMatchObject([
    { invitee: { email: 'dan@acme.example.com' }, inviter: { name: 'olivia@acme.example.com' } },
  ])
  expect(invitations()[0]?.id).not.toBe('uinv_1')
})

test('one with a role that no administrator may give is not offered again, and the page says why', async () => {
  addInvitation(scene, 'dan@acme.example.com')
  const body = await page()
  expect(body).not.toContain('/again"')
  expect(body).toContain('It gives a role that you may not give: only an operator')
  expect((await post('/invitations/uinv_1/again')).status).toBe(404)
  expect(invitations().map(({ id }) => id)).toEqual(['uinv_1'])
})

test('an address that no sign-in of the organization may vouch for is not invited, and the page says so', async () => {
  const login = loginSettings({
    rollout: { 'source-domain': { mode: 'enforce' } },
    sourceDomain: { domains: { con_members: ['acme.example.com'] }, unlisted: 'refuse' },
  })
  const tools = { ...desk.tools, settings: { ...desk.tools.settings, login } }
  portal = await aPortal(scene, { ...desk, tools })
  const said = async (address: string): Promise<readonly [boolean, readonly string[]]> => {
    const body = await (await post('/invitations', { address })).text()
    const isSaid = body.includes(
      'id="address-fault">Nobody could accept this invitation: no sign-in',
    )
    return [isSaid, invitations().map(({ invitee }) => invitee.email)]
  }
  expect([await said('dan@globex.example.com'), await said('dan@acme.example.com')]).toEqual([
    [true, []],
    [false, ['dan@acme.example.com']],
  ])
})

test('roles and days are chosen in the form', async () => {
  const reader = await desk.tools.management.roles.create({ name: 'reader', description: '' })
  expect(await page()).toMatch(
    /<legend>Roles<\/legend>.*value="reader".*name="days"[^>]* value="7"/s,
  )
  const answer = await post('/invitations', {
    address: 'dan@acme.example.com',
    role: 'reader',
    days: '2',
  })
  expect(answer.status).toBe(303)
  expect(invitations()).toMatchObject([
    { roles: [reader.id], expires_at: new Date(NOON_MS + 2 * 86_400_000).toISOString() },
  ])
})

test.each([
  ['days', '0', 'Write a whole number of days from 1 to 30.'],
  ['days', '31', 'Write a whole number of days from 1 to 30.'],
  ['days', '', 'Write a whole number of days from 1 to 30.'],
  ['days', '1.5', 'Write a whole number of days from 1 to 30.'],
  ['address', 'dan@@acme', 'This cannot be used as an address.'],
])(
  'a wrong value of %s, `%s`, is said beside it, and nothing typed is lost',
  async (name, value, said) => {
    await desk.tools.management.roles.create({ name: 'reader', description: '' })
    const typed = { address: 'dan@acme.example.com', role: 'reader', days: '9', [name]: value }
    const answer = await post('/invitations', typed)
    const body = await answer.text()
    expect([answer.status, invitations()]).toEqual([422, []])
    expect(body).toContain(`<p class="fault" id="${name}-fault">${said}</p>`)
    expect(body).toMatch(new RegExp(`role="alert">.*<a href="#${name}">${said}`, 's'))
    expect(body).toMatch(/value="reader" checked/)
    for (const one of ['address', 'days'] as const) expect(body).toContain(` value="${typed[one]}"`)
  },
)

test('a role that may not be given is not there', async () => {
  const fields = { address: 'dan@acme.example.com', role: 'admin', days: '7' }
  expect([(await post('/invitations', fields)).status, invitations()]).toEqual([404, []])
})

test('what is wrong with no field is said on top of the page, for an operator', async () => {
  const sealing = { ...SEALING, publicKey: 'another' }
  const { tools, olivia } = desk
  const administration = () => ({ tools, sealing, actorOf: async () => olivia })
  portal = await aPortal(scene, desk, { administration })
  const answer = await post('/invitations', { address: 'dan@acme.example.com' })
  const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  const body = await (await portal.get('/invitations', next)).text()
  expect([answer.status, invitations(), body.includes('class="fault"')]).toEqual([303, [], false])
  expect(body).toContain('An operator of the tenant has to look at this: rebind_key_unknown.')
})
