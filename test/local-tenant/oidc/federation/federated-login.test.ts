import { expect } from 'vitest'
import type { JsonObject } from '../../../../scripts/local-tenant/store.ts'
import type { PersonChanges } from '../../../../scripts/local-tenant/upstream/upstream-person.ts'
import { callManagement } from '../../management/management-access.ts'
import { federatedScene as scene, federatedTest as test } from '../scene-test.ts'
import {
  ACME,
  addInvitation,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  logTypes,
  signIn,
} from '../start-scene.ts'
import { atUpstream, EVE, EVE_ID, eve, MAX, signInFederated } from './start-federated-scene.ts'

test('the first sign-in makes a profile, without a sign-up trigger', async () => {
  expect(await signInFederated(scene, scene.newBrowser(), EVE)).toBe('code')
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-login'])
  const now = expect.any(String)
  expect(scene.runs[0]?.event).toMatchObject({
    authentication: { methods: [{ name: 'federated', timestamp: now }] },
    connection: { id: 'con_sso', name: 'acme-sso', strategy: 'oidc' },
    stats: { logins_count: 1 },
    user: {
      user_id: EVE_ID,
      email: 'Eve@acme.example.com',
      email_verified: true,
      given_name: 'Eve',
      identities: [
        { connection: 'acme-sso', provider: 'oidc', user_id: 'acme-sso|e-1', isSocial: false },
      ],
    },
  })
  expect(scene.tenant.state.logs).toMatchObject([
    { type: 's', user_id: EVE_ID, strategy: 'oidc', strategy_type: 'enterprise' },
  ])
})

test('a social profile has the short form of id', async () => {
  Object.assign(scene.tenant.state.connections.get('con_sso') ?? {}, { strategy: 'google-oauth2' })
  const { address } = await authorizationRequest(scene.portal)
  const browser = scene.newBrowser()
  // A social connection is a button beside the password; it is never chosen for the person.
  const button = await browser.submit(await browser.visit(address), {}, { action: 'connection' })
  expect(answerOf(await atUpstream(browser, button, EVE))).toBe('code')
  expect(scene.runs[0]?.event).toMatchObject({
    user: {
      user_id: 'google-oauth2|e-1',
      identities: [{ provider: 'google-oauth2', user_id: 'e-1', isSocial: true }],
    },
  })
})

const MOVED = { email: 'eve@other.example.com', email_verified: true, name: 'Eve Moved' }
const unchanged = { email: EVE.email, email_verified: true, name: 'Eve', given_name: 'Eve' }

test.each<[string, JsonObject, PersonChanges, object]>([
  ['overwritten by default', {}, MOVED, { ...unchanged, ...MOVED }],
  [
    'overwritten on each login',
    { set_user_root_attributes: 'on_each_login' },
    MOVED,
    { ...unchanged, ...MOVED },
  ],
  ['kept from the first login', { set_user_root_attributes: 'on_first_login' }, MOVED, unchanged],
  ['kept', { set_user_root_attributes: 'never_on_login' }, MOVED, unchanged],
  ['no longer verified', {}, { email_verified: false }, { ...unchanged, email_verified: false }],
])('on the second sign-in the profile is %s', async (_how, options, changes, expected) => {
  scene.connectionOptions(options)
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, EVE)
  scene.upstream.people.change(EVE.sub, changes)
  expect(await signInFederated(scene, browser, EVE, { prompt: 'login' })).toBe('code')
  const { email, email_verified, name, given_name } = eve(scene)
  expect({ email, email_verified, name, given_name }).toEqual(expected)
})

test('the provider is told what `upstream_params` names, and not the protocol of the tenant', async () => {
  scene.connectionOptions({
    scope: 'email',
    upstream_params: {
      login_hint: { alias: 'login_hint' },
      acr_values: { value: 'level-2' },
      redirect_uri: { value: 'https://thief.example.com/' },
      state: { alias: 'login_hint' },
    },
  })
  const { address } = await authorizationRequest(scene.portal, {
    connection: 'acme-sso',
    login_hint: 'eve@acme.example.com',
    prompt: 'login',
  })
  const { url } = await scene.newBrowser().visit(address)
  const { state, nonce, code_challenge, ...told } = Object.fromEntries(url.searchParams)
  expect(told).toEqual({
    acr_values: 'level-2',
    client_id: 'tenant-1',
    code_challenge_method: 'S256',
    login_hint: 'eve@acme.example.com',
    redirect_uri: `${scene.tenant.issuer}login/callback`,
    response_type: 'code',
    scope: 'openid email',
  })
  expect([state, nonce, code_challenge]).not.toContain(undefined)
  expect(state).not.toBe('eve@acme.example.com')
})

test('linked to an account, it signs in as that user, whose own profile the provider does not change', async () => {
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, EVE)
  const ann = await addPerson(scene, 'ann@example.com')
  const order = { provider: 'oidc', user_id: 'acme-sso|e-1' }
  await callManagement(scene, 'POST', `/users/${ann.user_id}/identities`, { body: order })
  scene.upstream.people.change(EVE.sub, { email: 'eve@other.example.com' })
  expect(await signInFederated(scene, browser, EVE, { prompt: 'login' })).toBe('code')
  expect(scene.runs.at(-1)?.event).toMatchObject({
    connection: { name: 'acme-sso' },
    user: {
      user_id: ann.user_id,
      email: 'ann@example.com',
      identities: [
        { connection: 'members' },
        { connection: 'acme-sso', profileData: { email: 'eve@other.example.com', name: 'Eve' } },
      ],
    },
  })
})

test('whoever says nothing about the address has not verified it', async () => {
  await signInFederated(scene, scene.newBrowser(), MAX)
  expect(scene.runs[0]?.event.user).toMatchObject({ email: MAX.email, email_verified: false })
})

test('an address the provider no longer tells is gone', async () => {
  scene.connectionOptions({ scope: 'openid profile email' })
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, EVE)
  scene.connectionOptions({ scope: 'openid profile' })
  await signInFederated(scene, browser, EVE, { prompt: 'login' })
  expect(eve(scene)).not.toHaveProperty('email')
  expect(eve(scene)).toMatchObject({ email_verified: false, name: 'Eve' })
})

test('removed upstream, a person goes on while the session lives, and no longer', async () => {
  const browser = scene.newBrowser()
  const tokens = await logInFederated()
  scene.upstream.people.remove(EVE.sub)
  await signInFederated(scene, browser, MAX)
  expect(await signInFederated(scene, tokens.browser, EVE, { prompt: 'none' })).toBe('code')
  expect(await signInFederated(scene, tokens.browser, EVE)).toBe('code')
  expect(scene.runs.at(-1)?.event.user).toMatchObject({ user_id: EVE_ID })
  expect(await signInFederated(scene, tokens.browser, EVE, { prompt: 'login' })).toBe('page 400')
  scene.tenant.clock.advance(8 * 24 * 3_600_000)
  const { address } = await authorizationRequest(scene.portal, { prompt: 'none' })
  expect(answerOf(await tokens.browser.visit(address))).toBe('login_required: Login required')
})

async function logInFederated() {
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, EVE)
  return { browser, ...(await logIn(scene, scene.portal, browser, {})) }
}

test('an organization takes members, and makes them where the connection says so', async () => {
  scene.allowInAcme()
  const browser = scene.newBrowser()
  const organization = { organization: ACME }
  expect(await signInFederated(scene, browser, EVE, organization)).toBe(
    `access_denied: user ${EVE_ID} is not part of the ${ACME} organization`,
  )
  const entry = scene.tenant.state.organizationConnections.at(-1)
  Object.assign(entry ?? {}, { assign_membership_on_login: true })
  expect(await signInFederated(scene, browser, EVE, organization)).toBe('code')
  expect(scene.tenant.state.memberships).toEqual([
    { organization_id: ACME, user_id: EVE_ID, roles: [] },
  ])
})

test('a connection that the organization has not enabled is refused', async () => {
  expect(await signInFederated(scene, scene.newBrowser(), EVE, { organization: ACME })).toBe(
    'invalid_request: the connection is not enabled',
  )
})

test('where there is no other way, nobody is asked', async () => {
  scene.tenant.state.organizationConnections = []
  scene.allowInAcme({ assign_membership_on_login: true })
  const { address } = await authorizationRequest(scene.portal, { organization: ACME })
  const browser = scene.newBrowser()
  const page = await browser.visit(address)
  expect(page.url.host).toBe(new URL(scene.upstream.issuer).host)
  expect(answerOf(await atUpstream(browser, page, EVE))).toBe('code')
})

const LINK = { invitation: 'ticket-1', organization: ACME }

test('the invited person accepts through the provider and is verified from then on', async () => {
  scene.allowInAcme()
  addInvitation(scene, 'max@acme.example.com', { connection_id: 'con_sso' })
  expect(await signInFederated(scene, scene.newBrowser(), MAX, LINK)).toBe('code')
  expect(scene.runs.map(({ triggerId }) => triggerId)).toEqual(['post-login'])
  expect(scene.runs[0]?.event).toMatchObject({
    authorization: { roles: ['admin'] },
    user: { email_verified: true, app_metadata: { invited: true } },
  })
  expect(scene.runs[0]?.event.user).not.toHaveProperty('verified_by_invitation')
  expect(logTypes(scene)).toEqual(['si', 'organization_member_added', 's'])
  expect(scene.tenant.state.invitations.size).toBe(0)
})

test('another person uses the invitation up, and stays outside', async () => {
  scene.allowInAcme()
  addInvitation(scene, 'max@acme.example.com')
  expect(await signInFederated(scene, scene.newBrowser(), EVE, LINK)).toBe(
    'access_denied: the specified account is not allowed to accept the current invitation',
  )
  expect(logTypes(scene)).toEqual(['fi', 'f'])
  expect(scene.runs).toEqual([])
  expect([...scene.tenant.state.invitations, ...scene.tenant.state.memberships]).toEqual([])
})

test.each([
  ['the same address', true, {}, true],
  ['the same address', false, {}, true],
  ['another address', true, { email: 'max@other.example.com' }, true],
  ['another address', false, { email: 'max@other.example.com' }, false],
])('verified by invitation, then %s (switch %s)', async (_what, position, changes, verified) => {
  scene.tenant.state.settings.set('local-tenant/switches', {
    invitedVerificationSurvivesChange: position,
  })
  scene.allowInAcme()
  addInvitation(scene, 'max@acme.example.com')
  const browser = scene.newBrowser()
  await signInFederated(scene, browser, MAX, LINK)
  scene.upstream.people.change(MAX.sub, changes)
  await signInFederated(scene, browser, MAX, { prompt: 'login', organization: ACME })
  expect(scene.runs.at(-1)?.event.user).toMatchObject({ email_verified: verified })
})

test('a natively blocked person is stopped after the provider', async () => {
  await signInFederated(scene, scene.newBrowser(), EVE)
  eve(scene).blocked = true
  scene.runs.length = 0
  expect(await signInFederated(scene, scene.newBrowser(), EVE)).toBe(
    'unauthorized: user is blocked',
  )
  expect(scene.runs).toEqual([])
})

test('a database account with the same address is another person', async () => {
  const { user_id } = await addPerson(scene, 'eve@acme.example.com')
  const browser = scene.newBrowser()
  await signIn(browser, (await authorizationRequest(scene.portal)).address, {
    email: 'eve@acme.example.com',
  })
  await signInFederated(scene, browser, EVE, { prompt: 'login' })
  expect(scene.runs.map(({ event }) => (event.user as { user_id: string }).user_id)).toEqual([
    user_id,
    EVE_ID,
  ])
})
