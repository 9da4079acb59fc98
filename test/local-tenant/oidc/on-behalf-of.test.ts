import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, expect } from 'vitest'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { type Answer, askToken, changeClient, claimsOf, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, logTypes, NOON_MS } from './start-scene.ts'

const NEXT_API = 'https://next.example.com/'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const NOW = NOON_MS / 1000
let ann: User

beforeEach(async () => {
  ann = await addPerson(scene, 'ann@example.com', [ACME])
  scene.tenant.state.resourceServers.set('next', {
    id: 'next',
    identifier: NEXT_API,
    scopes: [{ value: 'read:next' }, { value: 'write:next' }],
  })
  changeClient(scene, 'robot', {
    app_type: 'resource_server',
    resource_server_identifier: API,
    token_exchange: { allow_any_profile_of_type: ['on_behalf_of_token_exchange'] },
  })
})

const CLAIMS = { aud: API, azp: 'portal', org_id: ACME, iat: NOW, exp: NOW + 600 }

/** As the tenant would have given it to the first API. */
function subjectToken(differences: JWTPayload = {}, key = scene.tenant.signingKey.privateKey) {
  const claims = { ...CLAIMS, iss: scene.tenant.issuer, sub: ann.user_id, ...differences }
  const { kid } = scene.tenant.signingKey
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key)
}

async function ask(differences: object = {}): Promise<Answer> {
  return askToken(scene, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: 'robot',
    client_secret: 'robot-secret-of-the-test',
    subject_token: await subjectToken(),
    subject_token_type: ACCESS_TOKEN,
    audience: NEXT_API,
    scope: 'openid offline_access read:next',
    ...differences,
  })
}

test('an API gets a token for the next one, with the chain of actors; nothing to refresh', async () => {
  const answer = await ask()
  expect([answer.status, { ...answer.body, access_token: '' }]).toEqual([
    200,
    {
      access_token: '',
      issued_token_type: ACCESS_TOKEN,
      scope: expect.stringContaining('read:next'),
      expires_in: expect.any(Number),
      token_type: 'Bearer',
    },
  ])
  expect(claimsOf(answer)).toMatchObject({
    sub: ann.user_id,
    azp: 'robot',
    org_id: ACME,
    act: { sub: 'robot', act: { sub: 'portal' } },
  })
  expect([claimsOf(answer).aud].flat()).toContain(NEXT_API)
  expect(scene.runs.map(({ triggerId, event }) => [triggerId, event])).toMatchObject([
    [
      'post-login',
      {
        client: { client_id: 'robot' },
        organization: { id: ACME },
        resource_server: { identifier: NEXT_API },
        transaction: {
          protocol: 'oauth2-token-exchange',
          subject_token_type: ACCESS_TOKEN,
          actor: { sub: 'robot', act: { sub: 'portal' } },
        },
        user: { user_id: ann.user_id },
      },
    ],
  ])
  expect(logTypes(scene)).toEqual(['success_on_behalf_of_token_exchange'])
})

const FAILED = 'failed_on_behalf_of_token_exchange'

test.each([
  [500, {}],
  [403, { exchangeDeniedIs500: false }],
])('an Action that denies is told to the API: %d', async (status, switches) => {
  scene.tenant.state.settings.set('local-tenant/switches', switches)
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } })
  expect(refusalOf(await ask())).toEqual([status, 'access_denied', 'NO'])
  expect([scene.runs.length, logTypes(scene)]).toEqual([1, [FAILED]])
})

test.each<[string, () => void, unknown[]]>([
  [
    'who was removed from the organization',
    () => {
      scene.tenant.state.memberships = []
    },
    [403, 'access_denied', `user auth0|1 is not part of the ${ACME} organization`],
  ],
  [
    'of an organization that is gone',
    () => scene.tenant.state.organizations.delete(ACME),
    [400, 'invalid_request', 'The organization does not exist'],
  ],
  [
    'who was deleted',
    () => scene.tenant.state.users.delete(ann.user_id),
    [400, 'invalid_request', 'The user does not exist'],
  ],
  [
    'who was blocked',
    () => {
      ann.blocked = true
    },
    [401, 'unauthorized', 'user is blocked'],
  ],
])('a person %s is refused before any Action', async (_what, change, expected) => {
  change()
  const [status, error, text] = refusalOf(await ask())
  expect([status, error, String(text).replace(ann.user_id, 'auth0|1')]).toEqual(expected)
  expect([scene.runs, logTypes(scene)]).toEqual([[], [FAILED]])
})

const INVALID = [400, 'invalid_request', 'Invalid subject_token']
const deep = {
  sub: 'a',
  act: { sub: 'b', act: { sub: 'c', act: { sub: 'd', act: { sub: 'e' } } } },
}

test.each<[string, () => Promise<string> | string, unknown[]]>([
  ['no token', () => 'nonsense', INVALID],
  ['a token for another API', () => subjectToken({ aud: NEXT_API }), INVALID],
  ['a token of another tenant', () => subjectToken({ iss: 'https://other.example.com/' }), INVALID],
  ['a token that is over', () => subjectToken({ exp: NOW - 1 }), INVALID],
  [
    'a token of another key',
    async () => subjectToken({}, (await generateKeyPair('RS256')).privateKey),
    INVALID,
  ],
  [
    'a token with alg none',
    () => new UnsecuredJWT({ ...CLAIMS, iss: scene.tenant.issuer, sub: ann.user_id }).encode(),
    INVALID,
  ],
  [
    'a token whose subject was changed',
    async () => {
      const [head, , signature] = (await subjectToken()).split('.')
      const claims = { ...CLAIMS, iss: scene.tenant.issuer, sub: 'auth0|other' }
      return `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`
    },
    INVALID,
  ],
  [
    'a chain of six',
    () => subjectToken({ act: deep }),
    [
      400,
      'invalid_request',
      'Delegation chain (`act` claim) depth exceeds the maximum allowed limit of 4',
    ],
  ],
])('%s is exchanged for nothing', async (_what, token, expected) => {
  expect(refusalOf(await ask({ subject_token: await token() }))).toEqual(expected)
  expect([scene.runs, logTypes(scene)]).toEqual([[], [FAILED]])
})

test.each<[string, object, unknown[]]>([
  ['a wrong secret', { client_secret: 'guess' }, [401, 'access_denied', 'Unauthorized']],
  [
    'no audience',
    { audience: undefined },
    [400, 'invalid_request', 'Missing required parameter: audience'],
  ],
  [
    'an unknown audience',
    { audience: 'https://x.example.com/' },
    [403, 'access_denied', 'Service not found: https://x.example.com/'],
  ],
  [
    'another kind of token',
    { requested_token_type: 'urn:ietf:params:oauth:token-type:refresh_token' },
    [400, 'invalid_request', 'requested_token_type is not supported'],
  ],
])('%s is refused', async (_what, differences, expected) => {
  expect(refusalOf(await ask(differences))).toEqual(expected)
  expect([scene.runs, logTypes(scene)]).toEqual([[], [FAILED]])
})

const policy = (policy: string) => ({ subject_type_authorization: { user: { policy } } })

test.each([
  ['deny_all', ['read:next'], 403],
  ['require_client_grant', undefined, 403],
  ['require_client_grant', ['read:next'], 200],
  ['allow_all', undefined, 200],
])('the next API says %s, the grant is %j', async (kind, scope, status) => {
  const { clientGrants, resourceServers } = scene.tenant.state
  Object.assign(resourceServers.get('next') ?? {}, policy(kind))
  if (scope !== undefined) {
    const id = 'cgr_user'
    const grant = { id, client_id: 'robot', audience: NEXT_API, scope, subject_type: 'user' }
    clientGrants.set(id, grant)
  }
  expect((await ask()).status).toBe(status)
})

test('a client that is no API of its own acts for nobody', async () => {
  changeClient(scene, 'robot', { app_type: 'non_interactive' })
  expect(refusalOf(await ask())).toEqual([
    403,
    'unauthorized_client',
    'The client is not a custom API client',
  ])
})
