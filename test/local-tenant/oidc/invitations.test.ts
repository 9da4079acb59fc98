import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { Browser } from '../../../scripts/auth0/login-client/browser.ts'
import { findUserByEmail } from '../../../scripts/local-tenant/users.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  addInvitation,
  addPerson,
  answerOf,
  authorizationRequest,
  GLOBEX,
  logTypes,
  NOON_MS,
  openApplication,
  PASSWORD,
  signIn,
} from './start-scene.ts'

const INVITED = 'ann@acme.example.com'
const GONE = 'invalid_request: invitation not found or already used'
const WRONG_PERSON =
  'access_denied: the specified account is not allowed to accept the current invitation'
const LINK = { invitation: 'ticket-1', organization: ACME }
let portal: Configuration

beforeEach(async () => {
  portal = await openApplication(scene)
})

async function accept(
  person: { email?: string; password?: string },
  parameters: Record<string, string> = LINK,
  browser: Browser = scene.newBrowser(),
): Promise<string> {
  const { address } = await authorizationRequest(portal, parameters)
  return answerOf(await signIn(browser, address, person))
}

test('a new person chooses a password and becomes a verified member before post-login', async () => {
  addInvitation(scene, INVITED)
  let seen: unknown
  scene.whenActionsRun(({ triggerId, event }) => {
    if (triggerId === 'post-login')
      seen = structuredClone([event.user, scene.tenant.state.memberships])
    return {}
  })
  expect(await accept({ email: INVITED })).toBe('code')
  const user = findUserByEmail(scene.tenant, 'members', INVITED)
  const member = { organization_id: ACME, user_id: user?.user_id, roles: ['rol_admin'] }
  expect(seen).toMatchObject([
    { email: INVITED, email_verified: true, app_metadata: { invited: true } },
    [member],
  ])
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual([
    'pre-user-registration',
    'post-user-registration',
    'post-login',
  ])
  expect(scene.runs[2]?.event).toMatchObject({
    request: { query: LINK },
    authorization: { roles: ['admin'] },
  })
  expect(scene.tenant.state.invitations.size).toBe(0)
  expect(logTypes(scene)).toEqual(['ss', 'si', 'organization_member_added', 's'])
  expect(scene.tenant.state.logs[1]?.details).toMatchObject({
    invitation: {
      ticket_id: 'ticket-1',
      invitee: { email: INVITED },
      inviter: { name: 'Olivia', organization_id: ACME },
    },
  })
})

test('whatever is typed, the invited address is used', async () => {
  addInvitation(scene, INVITED)
  expect(await accept({ email: 'mallory@example.org' })).toBe('code')
  expect(findUserByEmail(scene.tenant, 'members', 'mallory@example.org')).toBeUndefined()
  expect(findUserByEmail(scene.tenant, 'members', INVITED)).toBeDefined()
})

test('who has an account signs in with it, and keeps its metadata', async () => {
  const ann = await addPerson(scene, INVITED)
  addInvitation(scene, 'Ann@ACME.example.com')
  expect(await accept({ email: INVITED })).toBe('code')
  expect([ann.email_verified, ann.app_metadata]).toEqual([true, {}])
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-login'])
})

test('a wrong password does not use the invitation up', async () => {
  await addPerson(scene, INVITED)
  addInvitation(scene, INVITED)
  expect(await accept({ email: INVITED, password: 'Wrong-Horse-9' })).toBe('page 400')
  expect(await accept({ email: INVITED })).toBe('code')
})

test('an accepted invitation cannot be used again', async () => {
  addInvitation(scene, INVITED)
  await accept({ email: INVITED })
  expect(await accept({ email: INVITED })).toBe(GONE)
})

test('a refusal by an Action leaves the membership and no invitation', async () => {
  addInvitation(scene, INVITED)
  scene.whenActionsRun(({ triggerId }) =>
    triggerId === 'post-login'
      ? { refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } }
      : {},
  )
  expect(await accept({ email: INVITED })).toBe('access_denied: NO')
  expect(scene.tenant.state.memberships.length).toBe(1)
  expect(await accept({ email: INVITED })).toBe(GONE)
})

test.each([
  ['an unknown ticket', {}, { invitation: 'ticket-2', organization: ACME }],
  ['another organization', {}, { invitation: 'ticket-1', organization: GLOBEX }],
  ['no organization', {}, { invitation: 'ticket-1' }],
  ['another client', { client_id: 'plain' }, LINK],
  ['an expired ticket', { expires_at: new Date(NOON_MS - 1).toISOString() }, LINK],
])('%s is refused before anybody is asked', async (_what, differences, parameters) => {
  addInvitation(scene, INVITED, differences)
  expect(await accept({ email: INVITED }, parameters)).toBe(GONE)
})

test('an invitation is not answered silently', async () => {
  addInvitation(scene, INVITED)
  const answer = await accept({}, { ...LINK, prompt: 'none' })
  expect(answer).toBe('login_required: Login required')
})

test("by switch, a live session is ignored: the invited person's page is shown", async () => {
  scene.tenant.state.settings.set('local-tenant/switches', { invitationUsesSession: false })
  const bob = await addPerson(scene, 'bob@example.com')
  addInvitation(scene, INVITED)
  const browser = scene.newBrowser()
  await accept(bob, {}, browser)
  expect(await accept({ email: INVITED }, LINK, browser)).toBe('code')
})

test('a live session of another person fails and uses the invitation up', async () => {
  const bob = await addPerson(scene, 'bob@example.com')
  addInvitation(scene, INVITED)
  const browser = scene.newBrowser()
  await accept(bob, {}, browser)
  expect(await accept(bob, LINK, browser)).toBe(WRONG_PERSON)
  expect(scene.tenant.state.memberships).toEqual([])
  expect(logTypes(scene).slice(-2)).toEqual(['fi', 'f'])
  // Whoever administers the organization sees who came, and whom to invite again.
  expect(scene.tenant.state.logs.at(-2)).toMatchObject({
    description: 'the specified account is not allowed to accept the current invitation',
    user_id: bob.user_id,
    user_name: 'bob@example.com',
    organization_id: ACME,
    details: { invitation: { id: 'uinv_1', invitee: { email: INVITED } } },
  })
  expect(await accept({ email: INVITED }, LINK)).toBe(GONE)
})

test('the live session of the invited person accepts without a page', async () => {
  const ann = await addPerson(scene, INVITED)
  const browser = scene.newBrowser()
  await accept(ann, {}, browser)
  addInvitation(scene, INVITED)
  // Nobody types anything here: a page would be the answer.
  const { address } = await authorizationRequest(portal, LINK)
  expect(answerOf(await browser.visit(address))).toBe('code')
  expect(scene.tenant.state.memberships.map((one) => one.user_id)).toEqual([ann.user_id])
})

test('by switch, the case of the address counts', async () => {
  scene.tenant.state.settings.set('local-tenant/switches', { invitationComparesCase: true })
  await addPerson(scene, INVITED)
  addInvitation(scene, 'Ann@ACME.example.com')
  expect(await accept({ email: INVITED })).toBe(WRONG_PERSON)
})

test('an invitation bound to another connection offers no form', async () => {
  addInvitation(scene, INVITED, { connection_id: 'con_sso' })
  expect(await accept({ email: INVITED })).toBe('page 200')
})

test('sign-up disabled everywhere: an invited new person cannot sign up', async () => {
  const members = scene.tenant.state.connections.get('con_members')
  if (members !== undefined) members.options = { disable_signup: true }
  addInvitation(scene, INVITED)
  expect(await accept({ email: INVITED })).toBe('page 400')
  const [entry] = scene.tenant.state.organizationConnections
  if (entry !== undefined) entry.is_signup_enabled = true
  expect(await accept({ email: INVITED })).toBe('code')
})

test('a refused sign-up leaves the invitation open and says what the Action says', async () => {
  addInvitation(scene, INVITED)
  scene.whenActionsRun({
    refusal: { kind: 'denied', actionName: 'gate', reason: 'NOT_NOW', userMessage: 'Ask <us>.' },
  })
  const { address } = await authorizationRequest(portal, LINK)
  const page = await signIn(scene.newBrowser(), address, { email: INVITED, password: PASSWORD })
  expect(answerOf(page)).toBe('page 400')
  expect(page.body).toContain('Ask &lt;us&gt;.')
  expect(page.body).not.toContain('NOT_NOW')
  expect(scene.tenant.state.users.size).toBe(0)
  scene.whenActionsRun({})
  expect(await accept({ email: INVITED })).toBe('code')
})
