import { decodeJwt, decodeProtectedHeader } from 'jose'
import * as oidc from 'openid-client'
import { expect } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import {
  API,
  addPerson,
  answerOf,
  authorizationRequest,
  logIn,
  logTypes,
  openApplication,
  redeem,
  refresh,
  signIn,
} from './start-scene.ts'

let portal: oidc.Configuration
const ann = { email: 'ann@example.com' }

test.beforeAll(async () => {
  portal = await openApplication(scene)
  await addPerson(scene, ann.email)
})

test('discovery names Auth0 paths under the issuer', () => {
  const { issuer } = scene.tenant
  const metadata = portal.serverMetadata()
  expect({
    issuer: metadata.issuer,
    authorize: metadata.authorization_endpoint,
    token: metadata.token_endpoint,
    revoke: metadata.revocation_endpoint,
    userinfo: metadata.userinfo_endpoint,
    jwks: metadata.jwks_uri,
    logout: metadata.end_session_endpoint,
  }).toEqual({
    issuer,
    authorize: `${issuer}authorize`,
    token: `${issuer}oauth/token`,
    revoke: `${issuer}oauth/revoke`,
    userinfo: `${issuer}userinfo`,
    jwks: `${issuer}.well-known/jwks.json`,
    logout: `${issuer}oidc/logout`,
  })
})

test('a login brings an ID token, an API access token and, if asked, a refresh token', async () => {
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, {
    scope: 'openid email offline_access read:reports delete:everything',
    audience: API,
  })
  const claims = tokens.claims()
  const sub = claims?.sub
  expect(claims).toMatchObject({
    email: ann.email,
    email_verified: false,
    aud: 'portal',
    iss: scene.tenant.issuer,
  })
  const { iat = 0, exp = 0, ...access } = decodeJwt(tokens.access_token)
  expect(access).toEqual({
    iss: scene.tenant.issuer,
    sub,
    aud: [API, `${scene.tenant.issuer}userinfo`],
    scope: 'openid email offline_access read:reports',
    azp: 'portal',
  })
  expect(exp - iat).toBe(600)
  expect(decodeProtectedHeader(tokens.access_token)).toEqual({
    alg: 'RS256',
    typ: 'JWT',
    kid: 'local-1',
  })
  expect(tokens.scope).toBe('openid email offline_access read:reports')
  expect(tokens.refresh_token).toBeTypeOf('string')
  const profile = await oidc.fetchUserInfo(portal, tokens.access_token, sub ?? '')
  expect(profile).toEqual({ sub, email: ann.email, email_verified: false })
})

test('without an audience the access token is opaque, and good for userinfo', async () => {
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, { scope: 'openid profile' })
  expect(tokens.access_token.split('.').length).toBe(1)
  expect(tokens.refresh_token).toBeUndefined()
  const sub = tokens.claims()?.sub ?? ''
  expect(await oidc.fetchUserInfo(portal, tokens.access_token, sub)).toMatchObject({
    sub,
    name: ann.email,
    nickname: 'ann',
    picture: expect.stringContaining('https://s.gravatar.com/avatar/'),
  })
})

test.each([
  ['a wrong verifier', { pkceCodeVerifier: 'x'.repeat(43) }, 'Failed to verify code verifier'],
  ['no verifier', {}, 'Failed to verify code verifier'],
])('%s does not redeem a code', async (_what, checks, description) => {
  const { address, state } = await authorizationRequest(portal)
  const page = await signIn(scene.newBrowser(), address, ann)
  const exchange = oidc.authorizationCodeGrant(portal, page.url, {
    ...checks,
    expectedState: state,
  })
  await expect(exchange).rejects.toMatchObject({
    status: 403,
    error: 'invalid_grant',
    error_description: description,
  })
  expect(logTypes(scene).at(-1)).toBe('feacft')
})

test.each([
  ['a forged code', (code: string) => `${code.slice(0, -1)}${code.endsWith('a') ? 'b' : 'a'}`],
  ['a code of nothing', () => 'code-of-nothing'],
])('%s is refused', async (_what, forge) => {
  const { address, state, verifier } = await authorizationRequest(portal)
  const page = await signIn(scene.newBrowser(), address, ann)
  page.url.searchParams.set('code', forge(page.url.searchParams.get('code') ?? ''))
  const exchange = oidc.authorizationCodeGrant(portal, page.url, {
    pkceCodeVerifier: verifier,
    expectedState: state,
  })
  await expect(exchange).rejects.toMatchObject({
    status: 403,
    error: 'invalid_grant',
    error_description: 'Invalid authorization code',
  })
})

test('a replayed code is refused and ends the tokens it gave', async () => {
  const { address, state, verifier } = await authorizationRequest(portal, {
    scope: 'openid offline_access',
  })
  const page = await signIn(scene.newBrowser(), address, ann)
  const checks = { verifier, state }
  const tokens = await redeem(scene, portal, page.url, checks)
  const replay = redeem(scene, portal, page.url, checks)
  await expect(replay).rejects.toMatchObject({ status: 403, error: 'invalid_grant' })
  await expect(refresh(scene, portal, tokens.refresh_token)).rejects.toMatchObject({
    status: 403,
    error: 'invalid_grant',
    error_description: 'Unknown or invalid refresh token.',
  })
})

test("a code is only for the client it was issued to, and not after the person's block", async () => {
  const bea = await addPerson(scene, 'bea@example.com')
  const plain = await openApplication(scene, 'plain')
  const { address, state, verifier } = await authorizationRequest(portal)
  const page = await signIn(scene.newBrowser(), address, bea)
  const checks = { pkceCodeVerifier: verifier, expectedState: state }
  await expect(oidc.authorizationCodeGrant(plain, page.url, checks)).rejects.toMatchObject({
    error_description: 'Invalid authorization code',
  })
  bea.blocked = true
  await expect(oidc.authorizationCodeGrant(portal, page.url, checks)).rejects.toMatchObject({
    status: 403,
    error: 'invalid_grant',
    error_description: 'user is blocked',
  })
})

test.each([
  ['a foreign redirect URI', { redirect_uri: 'https://evil.example.org/callback' }],
  ['an unknown client', { client_id: 'nobody' }],
  ['a client id of the prototype', { client_id: '__proto__' }],
])('%s ends on a page, not in a redirect', async (_what, parameters) => {
  const { address } = await authorizationRequest(portal)
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
  const page = await scene.newBrowser().visit(address)
  expect(answerOf(page)).toBe('page 400')
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
})

test.each([
  [
    'an unknown audience',
    { audience: 'https://unknown.example.com/' },
    'access_denied: Service not found: https://unknown.example.com/',
  ],
  [
    'a response type that is not emulated',
    { response_type: 'token' },
    'unsupported_response_type: unsupported response_type requested',
  ],
  [
    'an unknown connection',
    { connection: 'nowhere' },
    'invalid_request: the connection was not found',
  ],
  [
    'a connection of others',
    { connection: 'acme-sso', client_id: 'plain' },
    'invalid_request: the connection is not enabled',
  ],
  [
    'an enterprise connection',
    { connection: 'acme-sso' },
    'local_tenant_connection_not_emulated: the local tenant does not emulate the connection acme-sso',
  ],
  [
    'plain PKCE',
    { code_challenge_method: 'plain' },
    'invalid_request: not supported value of code_challenge_method',
  ],
])('%s is told to the callback', async (_what, parameters, answer) => {
  const { address } = await authorizationRequest(portal, parameters)
  const page = await scene.newBrowser().visit(address)
  expect(answerOf(page)).toBe(answer)
})

test('a public client cannot go without PKCE', async () => {
  const { address } = await authorizationRequest(portal)
  address.searchParams.delete('code_challenge')
  address.searchParams.delete('code_challenge_method')
  const page = await scene.newBrowser().visit(address)
  expect(page.url.searchParams.get('error')).toBe('invalid_request')
})

test('a wrong password stays on the page, a right one goes on', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(portal)
  const refused = await signIn(browser, address, { ...ann, password: 'Wrong-Horse-9' })
  expect(answerOf(refused)).toBe('page 400')
  expect(logTypes(scene).at(-1)).toBe('fp')
  const unknown = await signIn(browser, address, { email: 'nobody@example.com' })
  expect(answerOf(unknown)).toBe('page 400')
  expect(logTypes(scene).at(-1)).toBe('fu')
  expect(answerOf(await signIn(browser, address, ann))).toBe('code')
})

test('a form without the secret of its transaction is refused', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(portal)
  const page = await browser.visit(address)
  const forged = { identifier: ann.email, password: 'Correct-Horse-9', csrf: 'guess' }
  expect(answerOf(await browser.submit(page, forged))).toBe('page 400')
  const stranger = scene.newBrowser()
  expect(answerOf(await stranger.submit(page, { identifier: ann.email }))).toBe('page 400')
})

test('the button of an enterprise connection answers by name', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(portal)
  const page = await browser.visit(address)
  expect(answerOf(await browser.submit(page, {}, { action: '/connection' }))).toBe(
    'local_tenant_connection_not_emulated: the local tenant does not emulate the connection acme-sso',
  )
})

test('a client made while the tenant runs works at once', async () => {
  const known = scene.tenant.state.clients.get('portal')
  if (known === undefined) throw new Error('no portal')
  scene.tenant.state.clients.set('new', {
    ...known,
    client_id: 'new',
    callbacks: ['https://new.example.com/cb', 'not a url', 'https://*.example.com/cb'],
  })
  const { address } = await authorizationRequest(await openApplication(scene, 'new'), {
    redirect_uri: 'https://new.example.com/cb',
  })
  scene.tenant.state.connections.get('con_members')?.enabled_clients.push('new')
  const page = await signIn(scene.newBrowser(), address, ann)
  expect(page.url.origin + page.url.pathname).toBe('https://new.example.com/cb')
})
