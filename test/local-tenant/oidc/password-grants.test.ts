import { decodeJwt } from 'jose'
import * as oidc from 'openid-client'
import { beforeEach, expect } from 'vitest'
import { withClock } from '../../../scripts/local-tenant/clock.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient, claimsOf, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  API,
  addPerson,
  logTypes,
  openApplication,
  PASSWORD,
  refresh,
} from './start-scene.ts'

const REALM = 'http://auth0.com/oauth/grant-type/password-realm'
let ann: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  scene.tenant.state.settings.set('tenant-settings', { default_directory: 'members' })
  changeClient(scene, 'portal', { grant_types: ['password', REALM, 'refresh_token'] })
  changeClient(scene, 'members-only', { grant_types: ['password'] })
})

const ASK = {
  grant_type: 'password',
  client_id: 'portal',
  username: 'ann@example.com',
  password: PASSWORD,
  scope: 'openid email offline_access read:reports',
}
const ASK_REALM = { ...ASK, grant_type: REALM, realm: 'members' }

test.each([
  ['password', ASK],
  ['password-realm', ASK_REALM],
])('%s gives tokens, and the Actions see the door', async (_grant, ask) => {
  const answer = await askToken(scene, { ...ask, audience: API })
  expect(answer).toEqual({
    status: 200,
    body: {
      access_token: expect.any(String),
      id_token: expect.any(String),
      refresh_token: expect.any(String),
      scope: 'openid email offline_access read:reports',
      expires_in: 600,
      token_type: 'Bearer',
    },
  })
  expect(claimsOf(answer)).toEqual({
    iss: scene.tenant.issuer,
    sub: ann.user_id,
    aud: [API, `${scene.tenant.issuer}userinfo`],
    scope: 'openid email offline_access read:reports',
    azp: 'portal',
    gty: 'password',
  })
  expect(claimsOf(answer, 'id_token')).toEqual({
    iss: scene.tenant.issuer,
    sub: ann.user_id,
    aud: 'portal',
    email: 'ann@example.com',
    email_verified: false,
  })
  expect(scene.runs[0]?.event).toMatchObject({
    transaction: { protocol: 'oauth2-password' },
    authentication: { methods: [{ name: 'pwd' }] },
    session: {},
    resource_server: { identifier: API },
    request: { query: {}, body: { username: 'ann@example.com' } },
    stats: { logins_count: 1 },
  })
  expect(scene.runs[0]?.event.transaction).toEqual({ protocol: 'oauth2-password', metadata: {} })
  expect(scene.runs[0]?.event.organization).toBeUndefined()
  expect(JSON.stringify(scene.runs)).not.toContain(PASSWORD)
  expect(logTypes(scene)).toEqual(['sepft'])
})

test('openid-client gets a token by the password grant, and refreshes it', async () => {
  const portal = await openApplication(scene)
  const fields = { username: 'ann@example.com', password: PASSWORD, scope: 'openid offline_access' }
  const tokens = await withClock(scene.tenant.clock, () =>
    oidc.genericGrantRequest(portal, 'password', fields),
  )
  const next = await refresh(scene, portal, tokens.refresh_token)
  expect(decodeJwt(String(next.id_token)).sub).toBe(ann.user_id)
  expect(scene.runs.map(({ event }) => event.transaction)).toMatchObject([
    { protocol: 'oauth2-password' },
    { protocol: 'oauth2-refresh-token' },
  ])
  expect(scene.runs[1]?.event.session).toEqual({})
})

test('who asks for no scope gets all of the API, and no ID token', async () => {
  const { scope: _scope, ...ask } = ASK
  const { body } = await askToken(scene, { ...ask, audience: API })
  expect([body.scope, body.id_token, body.refresh_token]).toEqual([
    'read:reports write:reports',
    undefined,
    undefined,
  ])
})

test('without an API the token opens /userinfo', async () => {
  const { body } = await askToken(scene, { ...ASK, scope: 'openid email' })
  const answer = await scene.fetch(`${scene.tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${body.access_token}` },
  })
  expect(await answer.json()).toEqual({
    sub: ann.user_id,
    email: 'ann@example.com',
    email_verified: false,
  })
})

const INVALID = [403, 'invalid_grant', 'Wrong email or password.']
test.each<[string, object, unknown[]]>([
  ['a wrong password', { password: 'guess' }, INVALID],
  ['an unknown person', { username: 'eve@example.com' }, INVALID],
  ['no password', { password: undefined }, [400, 'invalid_request', expect.any(String)]],
  [
    'an organization',
    { organization: ACME },
    [400, 'invalid_request', 'parameter organization is not allowed for this grant'],
  ],
  [
    'an unknown API',
    { audience: 'https://other.example.com/' },
    [403, 'access_denied', 'Service not found: https://other.example.com/'],
  ],
  [
    'a realm that does not exist',
    { ...ASK_REALM, realm: 'nowhere' },
    [400, 'invalid_request', 'Unknown or invalid realm: nowhere'],
  ],
  [
    'a realm of an identity provider',
    { ...ASK_REALM, realm: 'acme-sso' },
    [400, 'invalid_request', 'Unknown or invalid realm: acme-sso'],
  ],
  [
    'a client that may not',
    { client_id: 'plain' },
    [403, 'unauthorized_client', "Grant type 'password' not allowed for the client."],
  ],
])('%s is refused before any Action', async (_what, differences, refusal) => {
  expect(refusalOf(await askToken(scene, { ...ASK, ...differences }))).toEqual(refusal)
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['fepft']])
})

test('whoever may not use a grant is told where to read about it', async () => {
  const { body } = await askToken(scene, { ...ASK, client_id: 'plain' })
  expect(body).toEqual({
    error: 'unauthorized_client',
    error_description: "Grant type 'password' not allowed for the client.",
    error_uri: 'https://auth0.com/docs/clients/client-grant-types',
  })
})

test('without a default directory nobody can be found', async () => {
  scene.tenant.state.settings.clear()
  expect(refusalOf(await askToken(scene, ASK))).toEqual([
    400,
    'server_error',
    'Authorization server not configured with default connection.',
  ])
})

test('a natively blocked person is refused without any Action', async () => {
  ann.blocked = true
  expect(refusalOf(await askToken(scene, ASK))).toEqual([401, 'unauthorized', 'user is blocked'])
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['fepft']])
})

test.each([
  [
    'denied',
    { kind: 'denied', actionName: 'guard', reason: 'OG_ACCESS x' },
    500,
    'access_denied',
    'OG_ACCESS x',
  ],
  [
    'failed',
    { kind: 'failed', actionName: 'guard', message: 'boom', timedOut: false },
    500,
    'access_denied',
    'boom',
  ],
  [
    'sent elsewhere',
    { kind: 'interaction-required', actionName: 'guard', reason: 'no browser' },
    403,
    'interaction_required',
    'no browser',
  ],
] as const)('a login that is %s gives no token', async (_what, refusal, status, error, text) => {
  scene.whenActionsRun({ refusal, executionId: 'run-1' })
  expect(refusalOf(await askToken(scene, ASK))).toEqual([status, error, text])
  expect(scene.options).toEqual([undefined])
  expect(scene.tenant.state.logs.at(-1)).toMatchObject({
    type: 'fepft',
    user_id: ann.user_id,
    connection: 'members',
    details: { actions: { executions: ['run-1'] } },
  })
})

test('a client that requires organizations still gets to the Actions, without one', async () => {
  const answer = await askToken(scene, { ...ASK, client_id: 'members-only', scope: 'openid' })
  expect([answer.status, scene.runs[0]?.event.organization]).toEqual([200, undefined])
})

test('writes and claims of the Actions are applied', async () => {
  scene.whenActionsRun({
    appMetadata: { seen: true },
    idTokenClaims: { 'https://example.com/a': 1 },
    accessTokenClaims: { 'https://example.com/b': 2 },
    addedScopes: ['extra'],
  })
  const answer = await askToken(scene, { ...ASK, audience: API })
  expect(ann.app_metadata).toEqual({ seen: true })
  expect(claimsOf(answer, 'id_token')['https://example.com/a']).toBe(1)
  expect(claimsOf(answer)).toMatchObject({
    'https://example.com/b': 2,
    scope: 'openid email offline_access read:reports extra',
  })
})

test('the primary user cannot be somebody else', async () => {
  scene.whenActionsRun({ primaryUserId: 'auth0|other' })
  expect((await askToken(scene, ASK)).body.error).toBe('access_denied')
  scene.whenActionsRun({ primaryUserId: ann.user_id })
  expect((await askToken(scene, ASK)).status).toBe(200)
})

test('a connection the client does not have is refused', async () => {
  const connection = scene.tenant.state.connections.get('con_members')
  if (connection !== undefined) connection.enabled_clients = []
  expect((await askToken(scene, ASK)).body.error_description).toBe('the connection is not enabled')
})
