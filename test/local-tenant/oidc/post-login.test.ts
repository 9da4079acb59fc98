import { decodeJwt } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  API,
  addPerson,
  answerOf,
  authorizationRequest,
  CALLBACK,
  logIn,
  openApplication,
  refresh,
  signIn,
} from './start-scene.ts'

let portal: Configuration
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com', [ACME], { app_metadata: { keep: 1, drop: 2 } })
})

test('the event of a login, whole', async () => {
  scene.tenant.state.settings.set('tenant-settings', { enabled_locales: ['en', 'de'] })
  const { address, state } = await authorizationRequest(portal, {
    organization: ACME,
    audience: API,
    login_hint: 'ann@example.com',
    ui_locales: 'de en',
    'ext-colour': 'blue',
    refresh_token: 'must-not-be-seen',
  })
  await signIn(scene.newBrowser(), address, ann)
  const seen: Record<string, unknown> = scene.runs[0]?.event ?? {}
  const { session, request, user, ...event } = seen
  const challenge = address.searchParams.get('code_challenge')
  const now = expect.stringMatching(/^2026-11-20T12:00:/)
  expect(event).toEqual({
    tenant: { id: 'test-tenant' },
    authentication: { methods: [{ name: 'pwd', timestamp: now }] },
    authorization: { roles: ['admin'] },
    client: { client_id: 'portal', name: 'The portal', metadata: { team: 'blue' } },
    connection: { id: 'con_members', name: 'members', strategy: 'auth0', metadata: {} },
    organization: { id: ACME, name: 'acme', display_name: 'The acme', metadata: { tier: 'gold' } },
    resource_server: { identifier: API },
    stats: { logins_count: 1 },
    transaction: {
      acr_values: [],
      locale: 'de',
      login_hint: 'ann@example.com',
      metadata: {},
      prompt: [],
      protocol: 'oidc-basic-profile',
      redirect_uri: CALLBACK,
      requested_scopes: ['openid', 'profile', 'email'],
      response_type: ['code'],
      state,
      ui_locales: ['de', 'en'],
    },
  })
  expect(request).toMatchObject({
    geoip: {},
    hostname: scene.tenant.domain,
    ip: '127.0.0.1',
    method: 'GET',
    user_agent: 'journey-browser/1',
    body: {},
    query: {
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: 'openid profile email',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      state,
      organization: ACME,
      audience: API,
      login_hint: 'ann@example.com',
      ui_locales: 'de en',
      'ext-colour': 'blue',
    },
  })
  expect(request).not.toHaveProperty('query.refresh_token')
  expect(session).toMatchObject({
    id: expect.any(String),
    user_id: ann.user_id,
    created_at: now,
    authenticated_at: now,
    clients: [{ client_id: 'portal' }],
    expires_at: expect.stringMatching(/^2026-11-27T12:00:/),
    idle_expires_at: expect.stringMatching(/^2026-11-23T12:00:/),
  })
  expect(user).toEqual({
    user_id: ann.user_id,
    email: 'ann@example.com',
    email_verified: false,
    name: 'ann@example.com',
    nickname: 'ann',
    picture: expect.stringMatching(/^https:\/\/s\.gravatar\.com\/avatar\/[0-9a-f]{32}\?/),
    app_metadata: { keep: 1, drop: 2 },
    user_metadata: {},
    created_at: now,
    updated_at: now,
    identities: [
      {
        connection: 'members',
        provider: 'auth0',
        user_id: ann.user_id.split('|')[1],
        isSocial: false,
      },
    ],
    enrolledFactors: [],
  })
})

test.each<[string, Record<string, string>, object]>([
  ['a correlation ID', { correlation_id: 'order:7/~a' }, { correlation_id: 'order:7/~a' }],
  ['one of 64 letters', { correlation_id: 'x'.repeat(64) }, { correlation_id: 'x'.repeat(64) }],
  ['one of more', { correlation_id: 'x'.repeat(65) }, {}],
  ['one with a space', { correlation_id: 'order 7' }, {}],
  ['an empty one', { correlation_id: '' }, {}],
  [
    'authorization details',
    { authorization_details: '[{"type":"payment","amount":7},{"type":"note"}]' },
    { requested_authorization_details: [{ type: 'payment', amount: 7 }, { type: 'note' }] },
  ],
  ['no details', { authorization_details: '[]' }, { requested_authorization_details: [] }],
  ['details without a type', { authorization_details: '[{"type":"a"},{"amount":7}]' }, {}],
  ['details that are nothing', { authorization_details: '[null]' }, {}],
  ['details that are no list', { authorization_details: '{"type":"a"}' }, {}],
  ['details that are no JSON', { authorization_details: '[{' }, {}],
])('of the request the event shows %s', async (_what, parameters, shown) => {
  const { address } = await authorizationRequest(portal, parameters)
  await signIn(scene.newBrowser(), address, ann)
  const seen: Record<string, unknown> = scene.runs[0]?.event ?? {}
  const { correlation_id, requested_authorization_details } = seen.transaction as Record<
    string,
    unknown
  >
  expect({ correlation_id, requested_authorization_details }).toEqual(shown)
})

test.each([
  ['without an audience', {}],
  ['with one', { audience: API }],
])('%s the event shows every scope that was asked for', async (_what, parameters) => {
  const scope = 'openid own:scope read:reports offline_access'
  const { address } = await authorizationRequest(portal, { scope, ...parameters })
  await signIn(scene.newBrowser(), address, ann)
  expect(scene.runs[0]?.event).toHaveProperty('transaction.requested_scopes', scope.split(' '))
})

test('a silent login shows prompt=none and the time of the sign-in', async () => {
  const browser = scene.newBrowser()
  const first = await authorizationRequest(portal)
  await signIn(browser, first.address, ann)
  scene.tenant.clock.advance(60_000)
  const { address } = await authorizationRequest(portal, { prompt: 'none' })
  await browser.visit(address)
  const [before, after] = scene.runs.map(({ event }) => event as Record<string, object>)
  expect(after?.authentication).toEqual(before?.authentication)
  expect(after).toHaveProperty('session.id', (before?.session as { id?: string } | undefined)?.id)
  expect(after).toMatchObject({
    transaction: { prompt: ['none'] },
    request: { query: { prompt: 'none' } },
    stats: { logins_count: 1 },
  })
})

test("claims reach the tokens; the protocol's own cannot be changed", async () => {
  scene.whenActionsRun({
    idTokenClaims: { 'https://example.com/a': { b: [1] }, sub: 'x', org_id: 'org_forged' },
    accessTokenClaims: { 'https://example.com/c': null, aud: 'x', scope: 'all', azp: 'x' },
    addedScopes: ['granted:by-action'],
    removedScopes: ['email'],
  })
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, { audience: API })
  expect(tokens.claims()).toMatchObject({ 'https://example.com/a': { b: [1] }, sub: ann.user_id })
  expect(tokens.claims()?.org_id).toBeUndefined()
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    'https://example.com/c': null,
    aud: [API, `${scene.tenant.issuer}userinfo`],
    azp: 'portal',
    scope: 'openid profile granted:by-action',
  })
  expect(tokens.scope).toBe('openid profile granted:by-action')
})

test.each([
  ['an admitted login', {}],
  ['a refused login', { refusal: { kind: 'denied', actionName: 'g', reason: 'NO' } }],
] as const)('%s writes metadata once, by first-level keys', async (_what, outcome) => {
  scene.whenActionsRun({
    ...outcome,
    appMetadata: { drop: null, added: { deep: true } },
    userMetadata: { seen: 'yes' },
  })
  scene.tenant.clock.advance(60_000)
  const { address } = await authorizationRequest(portal)
  await signIn(scene.newBrowser(), address, ann)
  expect(ann).toMatchObject({
    app_metadata: { keep: 1, added: { deep: true } },
    user_metadata: { seen: 'yes' },
    updated_at: expect.stringMatching(/^2026-11-20T12:01/),
  })
  expect(ann.app_metadata).not.toHaveProperty('drop')
})

test('a login that writes nothing leaves the profile as it was', async () => {
  const { logins_count: _count, last_login: _at, last_ip: _ip, ...before } = structuredClone(ann)
  scene.tenant.clock.advance(60_000)
  const { address } = await authorizationRequest(portal)
  await signIn(scene.newBrowser(), address, ann)
  const { logins_count, last_login, last_ip, ...after } = ann
  expect(after).toEqual(before)
  expect([logins_count, last_ip, last_login]).toEqual([
    1,
    '127.0.0.1',
    expect.stringMatching(/^2026-11-20T12:01/),
  ])
})

test.each([
  [
    'a failed Action',
    { kind: 'failed', actionName: 'g', message: 'secret is missing', timedOut: false },
    'access_denied: secret is missing',
  ],
  [
    'a text made to split headers',
    { kind: 'denied', actionName: 'g', reason: 'a\r\nSet-Cookie: x=1 & <b>' },
    'access_denied: a\r\nSet-Cookie: x=1 & <b>',
  ],
] as const)('%s is an answer at the callback, and a log entry', async (_what, refusal, answer) => {
  scene.whenActionsRun({ refusal, executionId: 'run-7' })
  const { address } = await authorizationRequest(portal, { organization: ACME })
  expect(answerOf(await signIn(scene.newBrowser(), address, ann))).toBe(answer)
  expect(scene.tenant.state.logs.at(-1)).toMatchObject({
    type: 'f',
    description: answer.slice('access_denied: '.length),
    client_id: 'portal',
    client_name: 'The portal',
    user_id: ann.user_id,
    user_name: 'ann@example.com',
    connection: 'members',
    connection_id: 'con_members',
    strategy: 'auth0',
    organization_id: ACME,
    organization_name: 'acme',
    ip: '127.0.0.1',
    details: { actions: { executions: ['run-7'] } },
  })
})

test('a refused login gives no code, however often the callback is asked', async () => {
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'g', reason: 'NO' } })
  const browser = scene.newBrowser()
  const answers: string[] = []
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const { address } = await authorizationRequest(portal)
    answers.push(answerOf(await signIn(browser, address, ann)))
  }
  expect(answers).toEqual(Array(3).fill('access_denied: NO'))
  const kinds = [...scene.tenant.state.protocol.keys()].map((key) => key.split(':')[0])
  expect(kinds).not.toContain('AuthorizationCode')
})

test('Actions can end a session and a refresh token early', async () => {
  const inAnHour = scene.tenant.clock.now() + 3_600_000
  scene.whenActionsRun({
    session: { expiresAtMs: inAnHour, metadata: { device: 'kiosk' } },
    refreshToken: { expiresAtMs: inAnHour },
  })
  const browser = scene.newBrowser()
  const request = { scope: 'openid offline_access' }
  const tokens = await logIn(scene, portal, browser, ann, request)
  scene.whenActionsRun({})
  const silent = async () => {
    const { address } = await authorizationRequest(portal, { prompt: 'none' })
    return answerOf(await browser.visit(address))
  }
  expect(await silent()).toBe('code')
  expect(scene.runs.at(-1)?.event).toHaveProperty('session.metadata', { device: 'kiosk' })
  scene.tenant.clock.advance(3_600_000)
  expect(await silent()).toBe('login_required: Login required')
  await expect(refresh(scene, portal, tokens.refresh_token)).rejects.toMatchObject({
    error: 'invalid_grant',
  })
})

test('a session that an Action ends with its refusal asks for a sign-in next time', async () => {
  const browser = scene.newBrowser()
  const { address } = await authorizationRequest(portal)
  scene.whenActionsRun({
    session: { expiresAtMs: scene.tenant.clock.now() },
    refusal: { kind: 'denied', actionName: 'g', reason: 'STALE' },
  })
  expect(answerOf(await signIn(browser, address, ann))).toBe('access_denied: STALE')
  expect(answerOf(await browser.visit(address))).toBe('page 200')
  scene.whenActionsRun({})
  expect(answerOf(await signIn(browser, address, ann))).toBe('code')
  expect(answerOf(await browser.visit(address))).toBe('code')
})
