import { beforeEach, expect } from 'vitest'
import { loginSettings } from '../../../policies/policies.ts'
import type { PortalSession } from '../../../scripts/portal/portal-session.ts'
import { aPortal, type Portal } from '../../builders/a-portal.ts'
import { type Administration, anAdministration } from '../../builders/an-administration.ts'
import { changeClient } from '../../local-tenant/oidc/ask-token.ts'
import { scene, test } from '../../local-tenant/oidc/scene-test.ts'
import { addInvitation } from '../../local-tenant/oidc/start-scene.ts'

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
    const answer = await post('/invitations', { address })
    const next = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    const body = await (await portal.get('/invitations', next)).text()
    const isSaid = body.includes(
      'Nobody could accept this invitation: no sign-in of your organization',
    )
    return [isSaid, invitations().map(({ invitee }) => invitee.email)]
  }
  expect([await said('dan@globex.example.com'), await said('dan@acme.example.com')]).toEqual([
    [true, []],
    [false, ['dan@acme.example.com']],
  ])
})
