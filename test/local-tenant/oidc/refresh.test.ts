import { decodeJwt } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import type { JsonObject, User } from '../../../scripts/local-tenant/store.ts'
import { askToken, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, logIn, logTypes, openApplication, refresh } from './start-scene.ts'

const HOUR_MS = 3_600_000
let portal: Configuration
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com', [ACME])
})

async function firstToken(parameters: Record<string, string> = {}): Promise<string> {
  const request = { scope: 'openid email offline_access', ...parameters }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  return tokens.refresh_token ?? ''
}

function setRefreshTokens(settings: JsonObject): void {
  const client = scene.tenant.state.clients.get('portal')
  if (client !== undefined) client.refresh_token = settings
}

const detailsAt = (place: number): JsonObject =>
  (scene.tenant.state.logs.at(place)?.details ?? {}) as JsonObject

const INVALID = {
  status: 403,
  error: 'invalid_grant',
  error_description: 'Unknown or invalid refresh token.',
}

test('a token rotates; used again, it ends its whole family', async () => {
  const first = await firstToken()
  const second = (await refresh(scene, portal, first)).refresh_token
  expect(second).not.toBe(first)
  await expect(refresh(scene, portal, first)).rejects.toMatchObject(INVALID)
  await expect(refresh(scene, portal, second)).rejects.toMatchObject(INVALID)
  expect(logTypes(scene)).toEqual(['s', 'seacft', 'sertft', 'ferrt', 'fertft'])
})

test('the log tells more of a refused token than its holder is told', async () => {
  const first = await firstToken()
  const second = (await refresh(scene, portal, first)).refresh_token
  await refresh(scene, portal, second)
  await expect(refresh(scene, portal, first)).rejects.toMatchObject(INVALID)
  await expect(refresh(scene, portal, second)).rejects.toMatchObject(INVALID)
  const { logs } = scene.tenant.state
  const { session_id } = detailsAt(0)
  const familyId = expect.any(String)
  const refresh_token = { access: 'offline', session_id }
  expect(logs.slice(2).map(({ type, user_id, details }) => [type, user_id, details])).toEqual([
    ['sertft', ann.user_id, { familyId, tokenCounter: 1, refresh_token }],
    ['sertft', ann.user_id, { familyId, tokenCounter: 2, refresh_token }],
    ['ferrt', ann.user_id, { familyId, tokenCounter: 1, latestCounter: 3 }],
    ['fertft', undefined, {}],
  ])
  expect(logs.slice(-2).map(({ description }) => description)).toEqual([
    'Reused rotating refresh token detected, revoked the family',
    'Token could not be decoded or is missing in DB',
  ])
  expect(new Set([2, 3, 4].map((place) => detailsAt(place).familyId)).size).toBe(1)
})

test('another login of the same person is another family', async () => {
  const [one, other] = [await firstToken(), await firstToken()]
  await refresh(scene, portal, one)
  await expect(refresh(scene, portal, one)).rejects.toMatchObject(INVALID)
  expect((await refresh(scene, portal, other)).refresh_token).toBeTypeOf('string')
})

test('within the leeway a used token still works, after it no more', async () => {
  setRefreshTokens({ rotation_type: 'rotating', expiration_type: 'expiring', leeway: 10 })
  const first = await firstToken()
  await refresh(scene, portal, first)
  scene.tenant.clock.advance(8_000)
  await refresh(scene, portal, first)
  scene.tenant.clock.advance(4_000)
  await expect(refresh(scene, portal, first)).rejects.toMatchObject(INVALID)
})

test('the leeway is for the token that the newest superseded, and for none before it', async () => {
  setRefreshTokens({ rotation_type: 'rotating', expiration_type: 'expiring', leeway: 60 })
  const first = await firstToken()
  const second = (await refresh(scene, portal, first)).refresh_token
  await refresh(scene, portal, second)
  await refresh(scene, portal, second)
  await expect(refresh(scene, portal, first)).rejects.toMatchObject(INVALID)
  await expect(refresh(scene, portal, second)).rejects.toMatchObject(INVALID)
  expect(logTypes(scene).slice(-2)).toEqual(['ferrt', 'fertft'])
})

test('a token that does not rotate is not sent again, and idles out', async () => {
  setRefreshTokens({
    rotation_type: 'non-rotating',
    expiration_type: 'expiring',
    token_lifetime: 86_400,
    idle_token_lifetime: 3 * 3_600,
  })
  const token = await firstToken()
  for (let exchange = 0; exchange < 3; exchange += 1) {
    scene.tenant.clock.advance(2 * HOUR_MS)
    expect((await refresh(scene, portal, token)).refresh_token).toBeUndefined()
  }
  scene.tenant.clock.advance(4 * HOUR_MS)
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(INVALID)
})

test('a family ends with its absolute lifetime', async () => {
  let token: string | undefined = await firstToken()
  scene.tenant.clock.advance(11 * HOUR_MS)
  token = (await refresh(scene, portal, token)).refresh_token
  scene.tenant.clock.advance(11 * HOUR_MS)
  token = (await refresh(scene, portal, token)).refresh_token
  scene.tenant.clock.advance(3 * HOUR_MS)
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(INVALID)
})

test.each([
  [
    'denied',
    { kind: 'denied', actionName: 'guard', reason: 'OG_ACCESS ref' },
    'OG_ACCESS ref',
    'fertft',
  ],
  [
    'failed',
    { kind: 'failed', actionName: 'guard', message: 'boom', timedOut: false },
    'boom',
    'fertft',
  ],
] as const)('a %s refresh does not use the token up', async (_kind, refusal, text, logType) => {
  const token = await firstToken()
  scene.whenActionsRun({ refusal, executionId: 'run-1' })
  const ask = { grant_type: 'refresh_token', client_id: 'portal', refresh_token: token }
  const answer = [500, 'access_denied', text]
  expect(refusalOf(await askToken(scene, ask))).toEqual(answer)
  expect(refusalOf(await askToken(scene, ask))).toEqual(answer)
  const { session_id } = detailsAt(0)
  const last = scene.tenant.state.logs.at(-1)
  expect([last?.type, last?.description, last?.details]).toEqual([
    logType,
    text,
    {
      actions: { executions: ['run-1'] },
      refresh_token: { access: 'offline', session_id },
    },
  ])
  scene.whenActionsRun({})
  expect((await refresh(scene, portal, token)).access_token).toBeTypeOf('string')
})

test('a revoked refresh token is gone', async () => {
  const token = await firstToken()
  scene.whenActionsRun({
    refusal: { kind: 'revoked', actionName: 'guard', reason: 'OUT', what: 'refresh-token' },
  })
  const answer = { status: 403, error: 'access_denied', error_description: 'OUT' }
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(answer)
  const { session_id } = detailsAt(0)
  expect(scene.tenant.state.logs.at(-1)).toMatchObject({ type: 'srrt', details: { session_id } })
  expect(session_id).toEqual(expect.any(String))
  scene.whenActionsRun({})
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(INVALID)
})

test('a blocked person is refused without any Action, and may refresh once unblocked', async () => {
  const token = await firstToken()
  ann.blocked = true
  const runs = scene.runs.length
  await expect(refresh(scene, portal, token)).rejects.toMatchObject({
    status: 403,
    error: 'invalid_grant',
    error_description: 'user is blocked',
  })
  expect(scene.runs.length).toBe(runs)
  ann.blocked = false
  expect((await refresh(scene, portal, token)).access_token).toBeTypeOf('string')
})

test('a deleted person is refused', async () => {
  const token = await firstToken()
  scene.tenant.state.users.delete(ann.user_id)
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(INVALID)
})

test.each([
  ['present', {}, { id: ACME }],
  ['absent by switch', { organizationOnRefresh: false }, undefined],
])('a token stays with its organization: the event has it %s', async (_what, switches, seen) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  const token = await firstToken({ organization: ACME, audience: API })
  const tokens = await refresh(scene, portal, token)
  expect(tokens.claims()?.org_id).toBe(ACME)
  expect(decodeJwt(tokens.access_token).org_id).toBe(ACME)
  const event = scene.runs.at(-1)?.event
  if (seen === undefined) expect(event?.organization).toBeUndefined()
  else expect(event?.organization).toMatchObject(seen)
})

test.each([
  ['goes on', {}, null],
  [
    'is refused, by switch',
    { membershipCheckedOnRefresh: true },
    { status: 403, error: 'invalid_grant' },
  ],
])("a removed member's refresh %s", async (_what, switches, refusal) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  const token = await firstToken({ organization: ACME })
  scene.tenant.state.memberships = []
  const exchange = refresh(scene, portal, token)
  if (refusal !== null) await expect(exchange).rejects.toMatchObject(refusal)
  else expect((await exchange).claims()?.org_id).toBe(ACME)
})

test.each([
  ['are there', {}, ['pwd']],
  ['are absent by switch', { authenticationMethodsOnRefresh: false }, []],
])('the methods of the sign-in %s on a refresh', async (_what, switches, seen) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  await refresh(scene, portal, await firstToken())
  const authentication = scene.runs.at(-1)?.event.authentication
  expect(authentication).toMatchObject({ methods: seen.map((name) => ({ name })) })
})

test('the event of a refresh shows the token, the session and no secret', async () => {
  const token = await firstToken({ audience: API })
  scene.tenant.clock.advance(1_000)
  await refresh(scene, portal, token)
  const event = scene.runs.at(-1)?.event as Record<string, JsonObject>
  expect(event.transaction).toEqual({ protocol: 'oauth2-refresh-token', metadata: {} })
  expect(event.refresh_token).toMatchObject({
    client_id: 'portal',
    user_id: ann.user_id,
    session_id: event.session?.id,
    rotating: true,
    resource_servers: [{ audience: API, scopes: 'openid email offline_access' }],
  })
  expect(event.resource_server).toEqual({ identifier: API })
  expect(event.request).toMatchObject({
    method: 'POST',
    query: {},
    body: { grant_type: 'refresh_token', client_id: 'portal' },
  })
  expect(JSON.stringify(event)).not.toContain(token)
})

test('claims and metadata of a refresh are its own', async () => {
  const token = await firstToken({ audience: API })
  scene.whenActionsRun({
    accessTokenClaims: { 'https://example.com/tier': 'gold' },
    idTokenClaims: { 'https://example.com/tier': 'gold', sub: 'auth0|somebody-else' },
    addedScopes: ['extra'],
    removedScopes: ['email'],
    appMetadata: { seen: 2 },
  })
  const tokens = await refresh(scene, portal, token)
  expect(tokens.claims()).toMatchObject({ 'https://example.com/tier': 'gold', sub: ann.user_id })
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    'https://example.com/tier': 'gold',
    scope: 'openid offline_access extra',
  })
  expect(ann.app_metadata).toEqual({ seen: 2 })
  scene.whenActionsRun({})
  const next = await refresh(scene, portal, tokens.refresh_token)
  expect(decodeJwt(next.access_token)['https://example.com/tier']).toBeUndefined()
})

test('what a token remembers is changed key by key, from refresh to refresh', async () => {
  scene.whenActionsRun({ refreshToken: { metadata: { org: 'acme', gone: '1' } } })
  const token = await firstToken()
  scene.whenActionsRun({ refreshToken: { metadata: { hops: '1', gone: null } } })
  const next = (await refresh(scene, portal, token)).refresh_token
  scene.whenActionsRun({ refreshToken: { metadata: { anew: '1' }, evictsMetadata: true } })
  const last = (await refresh(scene, portal, next)).refresh_token
  await refresh(scene, portal, last)
  const remembered = scene.runs.map(
    ({ event }) => (event.refresh_token as JsonObject | undefined)?.metadata,
  )
  expect(remembered).toEqual([
    undefined,
    { org: 'acme', gone: '1' },
    { org: 'acme', hops: '1' },
    { anew: '1' },
  ])
})

test('a refresh token of another client is refused', async () => {
  const token = await firstToken()
  const plain = await openApplication(scene, 'plain')
  await expect(refresh(scene, plain, token)).rejects.toMatchObject(INVALID)
  expect((await refresh(scene, portal, token)).access_token).toBeTypeOf('string')
})

test.each([
  ['the client may not', () => scene.tenant.state.clients.get('portal'), 'grant_types', []],
  [
    'the API does not',
    () => scene.tenant.state.resourceServers.get('api'),
    'allow_offline_access',
    false,
  ],
] as const)('no refresh token where %s', async (_what, find, field, value) => {
  const owner = find() as JsonObject
  owner[field] = field === 'grant_types' ? ['authorization_code'] : value
  const request = { scope: 'openid offline_access', audience: API }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  expect([tokens.refresh_token, tokens.scope]).toEqual([undefined, 'openid'])
})

test('revocation ends the family and leaves the session', async () => {
  const token = await firstToken()
  const answer = await scene.fetch(`${scene.tenant.issuer}oauth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'portal', token }),
  })
  expect(answer.status).toBe(200)
  await expect(refresh(scene, portal, token)).rejects.toMatchObject(INVALID)
})
