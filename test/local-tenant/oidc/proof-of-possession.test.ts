import { expect } from 'vitest'
import { askToken, changeClient, refusalOf } from './ask-token.ts'
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
  signIn,
} from './start-scene.ts'

/** Nothing here binds a token to its sender, and nothing pretends to. */

const REFUSED = [
  400,
  'invalid_request',
  'local_tenant_not_emulated: proof of possession (DPoP, mTLS); every token here is a bearer token',
]

async function tokens(parameters: Record<string, string> = {}) {
  const portal = await openApplication(scene)
  const ann = await addPerson(scene, 'ann@example.com', [ACME])
  return logIn(scene, portal, scene.newBrowser(), ann, {
    scope: 'openid offline_access',
    audience: API,
    ...parameters,
  })
}

const refreshing = (token: string | undefined, more: object = {}) =>
  askToken(scene, {
    grant_type: 'refresh_token',
    client_id: 'portal',
    refresh_token: token,
    ...more,
  })

async function withProof(path: string, fields: Record<string, string>) {
  const answer = await scene.fetch(scene.tenant.issuer + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      dpop: 'a.b.c',
      origin: 'https://app.example.com',
    },
    body: JSON.stringify({ client_id: 'portal', ...fields }),
  })
  const body = (await answer.json()) as Record<string, unknown>
  const readable = answer.headers.get('access-control-allow-origin')
  return { refusal: refusalOf({ status: answer.status, body }), readable }
}

test.each<[string, Record<string, string>, string]>([
  ['oauth/token', { grant_type: 'authorization_code', code: 'x' }, 'feacft'],
  ['oauth/token', { grant_type: 'client_credentials', client_id: 'robot' }, 'feccft'],
  ['oauth/par', { response_type: 'code', redirect_uri: CALLBACK }, 'fpar'],
])('a proof at %s is refused by name: %j', async (path, fields, type) => {
  const { refusal } = await withProof(path, fields)
  expect([refusal, scene.tenant.state.logs.map((one) => one.type)]).toEqual([REFUSED, [type]])
})

test('a refresh with a proof is refused to the page that asks, and uses nothing up', async () => {
  const { refresh_token: token = '' } = await tokens()
  const asked = await withProof('oauth/token', {
    grant_type: 'refresh_token',
    refresh_token: token,
  })
  expect(asked).toEqual({ refusal: REFUSED, readable: 'https://app.example.com' })
  expect((await refreshing(token)).status).toBe(200)
})

test('an authorization for a key is refused at the callback', async () => {
  const portal = await openApplication(scene)
  const { address } = await authorizationRequest(portal, { dpop_jkt: 'thumbprint' })
  const page = await signIn(scene.newBrowser(), address, {})
  expect(answerOf(page)).toBe(`invalid_request: ${REFUSED[2]}`)
})

test.each<[string, () => void]>([
  ['the client', () => changeClient(scene, 'portal', { require_proof_of_possession: true })],
  [
    'the API',
    () => {
      const api = scene.tenant.state.resourceServers.get('api')
      Object.assign(api ?? {}, { proof_of_possession: { mechanism: 'dpop', required: true } })
    },
  ],
])('where %s demands a proof, no token is handed out', async (_what, demand) => {
  const { refresh_token: token } = await tokens()
  demand()
  const portal = await openApplication(scene)
  const { address } = await authorizationRequest(portal, { audience: API })
  const page = await signIn(scene.newBrowser(), address, {})
  expect(answerOf(page)).toBe(`invalid_request: ${REFUSED[2]}`)
  expect(refusalOf(await refreshing(token))).toEqual(REFUSED)
})

test('where an API only offers it, plain tokens are handed out', async () => {
  const api = scene.tenant.state.resourceServers.get('api')
  Object.assign(api ?? {}, { proof_of_possession: { mechanism: 'dpop', required: false } })
  expect((await tokens()).token_type).toBe('bearer')
})

test('a machine whose API demands a proof gets nothing', async () => {
  const identifier = `${scene.tenant.issuer}api/v2/`
  const proof_of_possession = { mechanism: 'mtls', required: true }
  scene.tenant.state.resourceServers.set('m', { id: 'm', identifier, proof_of_possession })
  const ask = {
    grant_type: 'client_credentials',
    client_id: 'robot',
    client_secret: 'robot-secret-of-the-test',
    audience: identifier,
  }
  expect(refusalOf(await askToken(scene, ask))).toEqual(REFUSED)
})

test.each<[string, string, number]>([
  ['its own API', API, 200],
  ['another API', 'https://other.example.com/', 400],
  ['no API but /userinfo', 'userinfo', 400],
])('a refresh for %s', async (_what, audience, status) => {
  const { refresh_token: token } = await tokens()
  const asked = audience === 'userinfo' ? `${scene.tenant.issuer}userinfo` : audience
  const answer = await refreshing(token, { audience: asked })
  expect(answer.status).toBe(status)
  if (status === 200) return
  expect(answer.body.error_description).toMatch(/^local_tenant_not_emulated: a refresh for another/)
  // It may still be refreshed for its own.
  expect((await refreshing(token)).status).toBe(200)
})
