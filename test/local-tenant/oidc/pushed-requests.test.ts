import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client'
import { beforeEach, expect } from 'vitest'
import { type Answer, changeClient, post, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import {
  ACME,
  API,
  addPerson,
  answerOf,
  CALLBACK,
  logTypes,
  openApplication,
  redeem,
  signIn,
} from './start-scene.ts'

const ann = { email: 'ann@example.com' }
const verifier = randomPKCECodeVerifier()

beforeEach(async () => {
  await addPerson(scene, ann.email, [ACME])
})

async function push(differences: Record<string, string | undefined> = {}): Promise<Answer> {
  return post(scene, 'oauth/par', {
    client_id: 'portal',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid email',
    state: 'a-state',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...differences,
  })
}

function addressOf({ body }: Answer, clientId = 'portal'): URL {
  const address = new URL('authorize', scene.tenant.issuer)
  const request_uri = String(body.request_uri)
  address.search = new URLSearchParams({ client_id: clientId, request_uri }).toString()
  return address
}

test('a pushed request signs in; the Actions see it in the transaction and not in the query', async () => {
  const pushed = await push({ organization: ACME, audience: API, login_hint: ann.email })
  expect([pushed.status, pushed.body]).toEqual([
    201,
    { expires_in: 60, request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/) },
  ])
  const address = addressOf(pushed)
  const page = await signIn(scene.newBrowser(), address, ann)
  expect(answerOf(page)).toBe('code')
  expect(scene.runs.map(({ triggerId, event }) => [triggerId, event])).toMatchObject([
    [
      'post-login',
      {
        organization: { id: ACME },
        resource_server: { identifier: API },
        transaction: {
          protocol: 'oidc-basic-profile',
          redirect_uri: CALLBACK,
          requested_scopes: ['openid', 'email'],
          response_type: ['code'],
          state: 'a-state',
          login_hint: ann.email,
        },
      },
    ],
  ])
  const seen = scene.runs[0]?.event.request
  const { method, query, body } = (seen ?? {}) as Record<string, unknown>
  expect([method, query, body]).toEqual(['GET', Object.fromEntries(address.searchParams), {}])
  const portal = await openApplication(scene)
  const tokens = await redeem(scene, portal, page.url, { verifier, state: 'a-state' })
  expect(tokens.claims()).toMatchObject({ email: ann.email, org_id: ACME })
  expect(logTypes(scene)).toEqual(['s', 'seacft'])
})

test('an Action that denies is heard at the callback, with the pushed state', async () => {
  scene.whenActionsRun({ refusal: { kind: 'denied', actionName: 'guard', reason: 'NO' } })
  const page = await signIn(scene.newBrowser(), addressOf(await push()), ann)
  expect([answerOf(page), page.url.searchParams.get('state')]).toEqual([
    'access_denied: NO',
    'a-state',
  ])
  expect(logTypes(scene)).toEqual(['f'])
})

test('it is good once, for a minute of the tenant, and only for who pushed it', async () => {
  const used = addressOf(await push())
  const browser = scene.newBrowser()
  expect(answerOf(await signIn(browser, used, ann))).toBe('code')
  const replayed = await browser.visit(used)
  const pushed = await push()
  const ofAnother = await browser.visit(addressOf(pushed, 'plain'))
  scene.tenant.clock.advance(61_000)
  const late = await browser.visit(addressOf(pushed))
  const pages = [replayed, ofAnother, late]
  expect(pages.map(({ url }) => url.origin + url.pathname)).toEqual(Array(3).fill(CALLBACK))
  expect(pages.map(({ url }) => url.searchParams.get('error'))).toEqual([
    'invalid_request_uri',
    'invalid_request_object',
    'invalid_request_uri',
  ])
  expect(scene.runs.length).toBe(1)
})

test.each<[string, Record<string, string | undefined>, unknown[]]>([
  ['an unknown client', { client_id: 'nobody' }, [401, 'access_denied', 'Unauthorized']],
  ['no client', { client_id: undefined }, [400, 'invalid_request', expect.any(String)]],
  [
    'a confidential client without its secret',
    { client_id: 'robot' },
    [401, 'access_denied', 'Unauthorized'],
  ],
  [
    'a foreign callback',
    { redirect_uri: 'https://evil.example.org/' },
    [400, 'invalid_request', expect.stringContaining('redirect_uri')],
  ],
  ['no PKCE', { code_challenge: undefined }, [400, 'invalid_request', expect.any(String)]],
  [
    'an unknown response type',
    { response_type: 'telepathy' },
    [400, 'unsupported_response_type', expect.any(String)],
  ],
  [
    'an unknown organization',
    { organization: 'org_x' },
    [400, 'invalid_request', 'parameter organization is invalid'],
  ],
  [
    'a request inside the request',
    { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
    [400, 'request_uri_not_supported', undefined],
  ],
])('%s is refused when it is pushed', async (_what, differences, expected) => {
  expect(refusalOf(await push(differences))).toEqual(expected)
  expect([scene.runs, logTypes(scene)]).toEqual([[], ['fpar']])
})

test('who must push gets nowhere without', async () => {
  changeClient(scene, 'portal', { require_pushed_authorization_requests: true })
  const plain = new URL('authorize', scene.tenant.issuer)
  plain.search = new URLSearchParams({
    client_id: 'portal',
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString()
  const page = await scene.newBrowser().visit(plain)
  expect(page.url.searchParams.get('error')).toBe('invalid_request')
  expect(answerOf(await signIn(scene.newBrowser(), addressOf(await push()), ann))).toBe('code')
})
