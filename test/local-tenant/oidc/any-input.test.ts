import { request } from 'node:https'
import { expect, vi } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import { addPerson } from './start-scene.ts'

test.beforeAll(async () => {
  await addPerson(scene, 'ann@example.com')
})

type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string }

/** Raw: without what `fetch` corrects. */
function send({ method = 'GET', path, headers = {}, body = '' }: Sent) {
  const { hostname, port } = new URL(scene.tenant.issuer)
  return new Promise<{ status: number; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const ca = scene.certificate
      const options = { method, path, headers, hostname, port, ca, servername: 'localhost' }
      const outgoing = request(options, (incoming) => {
        let text = ''
        incoming.on('data', (chunk) => {
          text += chunk
        })
        incoming.on('end', () =>
          resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
        )
      })
      outgoing.on('error', reject)
      outgoing.end(body)
    },
  )
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }
const long = 'x'.repeat(200_000)
const post = (path: string, headers: Record<string, string>, body: string): Sent => ({
  method: 'POST',
  path,
  headers,
  body,
})

test.each<[string, Sent, number]>([
  ['an unknown path', { path: '/unknown' }, 404],
  ['the root', { path: '/' }, 404],
  ['a pushed request of nothing', post('/oauth/par', FORM, 'client_id=portal'), 400],
  ['a pushed request that is a list', post('/oauth/par', JSON_TYPE, '{"scope":[{}]}'), 400],
  ['a form to authorize', post('/authorize', JSON_TYPE, '{"prompt":{},"scope":7}'), 400],
  ['a device code for nobody', post('/oauth/device/code', FORM, 'client_id=nobody'), 401],
  ['a device page for nobody', { path: '/activate/1234567890abcdef' }, 400],
  ['a device code of nobody', post('/activate', FORM, 'user_code=AAAA-BBBB&xsrf=x'), 400],
  ['a code to nobody', post('/passwordless/start', JSON_TYPE, '{"client_id":{}}'), 401],
  ['a reset for nobody', post('/dbconnections/change_password', JSON_TYPE, '{"email":1}'), 400],
  ['a ticket of nobody', { path: '/u/reset-verify?ticket=constructor&ticket=x' }, 400],
  ['a password for nobody', post('/u/reset-verify', FORM, 'ticket=x&password=y'), 400],
  ['a return from nowhere', { path: '/continue?state=a&state=b' }, 400],
  ['a posted return from nowhere', post('/continue', JSON_TYPE, '{"state":{}}'), 400],
  ['an answer of no provider', { path: '/login/callback' }, 400],
  ['an answer with two states', { path: '/login/callback?state=a&state=b&code=%zz' }, 400],
  ['a posted answer of no provider', post('/login/callback', JSON_TYPE, '{"state":{}}'), 400],
  ['an answer for nobody', { path: '/u/1234567890abcdef/callback?state=__proto__' }, 400],
  ['a method nobody expects', { method: 'DELETE', path: '/authorize' }, 404],
  ['broken percent-encoding', { path: '/u/%zz/login' }, 404],
  ['a second slash', { path: '//evil.example.org/authorize' }, 400],
  ['an absolute target', { path: 'https://:99999/authorize' }, 400],
  ['a star', { method: 'OPTIONS', path: '*' }, 400],
  ['a login page of nobody', { path: '/u/1234567890abcdef' }, 400],
  ['a login form of nobody', post('/u/1234567890abcdef/login', FORM, 'identifier=a'), 400],
  ['a resumed login of nobody', { path: '/authorize/1234567890abcdef' }, 400],
  ['no parameters', { path: '/authorize' }, 400],
  ['more parameters than anybody has', { path: `/authorize?${'a&'.repeat(1_000)}` }, 400],
  ['parameters twice', { path: '/authorize?client_id=portal&client_id=portal' }, 400],
  ['a client id that is a list', { path: '/authorize?client_id[]=portal' }, 400],
  ['a prompt twice', { path: '/authorize?client_id=portal&prompt=none&prompt=login' }, 303],
  ['broken JSON', post('/oauth/token', JSON_TYPE, '{"grant_type":'), 400],
  ['JSON that is a list', post('/oauth/token', JSON_TYPE, '[]'), 400],
  ['JSON null', post('/oauth/token', JSON_TYPE, 'null'), 400],
  [
    'JSON with odd members',
    post('/oauth/token', JSON_TYPE, '{"grant_type":{"a":1},"__proto__":["x"]}'),
    400,
  ],
  ['half a character', post('/oauth/token', JSON_TYPE, '{"grant_type":"\\ud800"}'), 400],
  ['an empty body', post('/oauth/token', FORM, ''), 400],
  ['a body of nonsense', post('/oauth/token', FORM, '%%%&&&==='), 400],
  ['a body of an unknown type', post('/oauth/token', { 'content-type': 'text/xml' }, '<a/>'), 400],
  ['a body of a broken type', post('/oauth/token', { 'content-type': ';;;' }, 'a=b'), 400],
  ['a long form', post('/oauth/token', FORM, `grant_type=${long}`), 413],
  ['long JSON', post('/dbconnections/signup', JSON_TYPE, `{"email":"${long}"}`), 413],
  [
    'a length that lies',
    post('/oauth/token', { ...FORM, 'transfer-encoding': 'chunked' }, long),
    413,
  ],
  [
    'no Basic',
    post('/oauth/token', { ...FORM, authorization: 'Basic %%%' }, 'grant_type=client_credentials'),
    400,
  ],
  [
    'a resource of its own',
    {
      path: '/authorize?client_id=portal&response_type=code&resource=urn:local-tenant:audience:%25zz&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback',
    },
    303,
  ],
  ['a broken logout hint', { path: '/oidc/logout?id_token_hint=a.b.c' }, 400],
  ['a logout to nowhere', { path: '/v2/logout?client_id=portal&returnTo=%00' }, 400],
  ['userinfo with no token', { path: '/userinfo' }, 401],
  [
    'userinfo with a forged token',
    { path: '/userinfo', headers: { authorization: 'Bearer a.b.c' } },
    401,
  ],
  [
    'userinfo with an unknown token',
    { path: '/userinfo', headers: { authorization: 'Bearer abc' } },
    401,
  ],
  [
    'a foreign host',
    { path: '/.well-known/openid-configuration', headers: { host: 'evil.example.org' } },
    200,
  ],
])('%s: no server error', async (_what, sent, status) => {
  const bug = vi.spyOn(console, 'error').mockImplementation(() => {})
  const answer = await send(sent)
  expect(answer.status).toBe(status)
  expect(bug.mock.calls).toEqual([])
})

test('what is not emulated says so by name', async () => {
  const answer = await send({ path: '/samlp/portal' })
  expect(JSON.parse(answer.body)).toEqual({
    statusCode: 404,
    error: 'Not Found',
    message: 'GET /samlp/portal is not emulated by the local tenant',
    errorCode: 'local_tenant_route_not_emulated',
  })
})

test("addresses in answers are the issuer's, whatever host is asked for", async () => {
  const answer = await send({
    path: '/.well-known/openid-configuration',
    headers: { host: 'evil.example.org', 'x-forwarded-host': 'evil.example.org' },
  })
  expect(answer.body).not.toContain('evil.example.org')
})

test.each(['state', 'login_hint', 'connection', 'organization', 'audience', 'nonce'])(
  'a line break in `%s` splits no header',
  async (name) => {
    const query = new URLSearchParams({
      client_id: 'portal',
      response_type: 'code',
      redirect_uri: 'https://app.example.com/callback',
      scope: 'openid',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      [name]: 'a\r\nset-cookie: injected=1',
    })
    const answer = await send({ path: `/authorize?${query}` })
    expect(answer.status).toBe(303)
    expect(JSON.stringify(answer.headers)).not.toContain('"injected')
  },
)

test('what a request says is shown as text, never as markup', async () => {
  const answer = await send({ path: '/authorize?client_id=%3Cscript%3Ealert(1)%3C/script%3E' })
  expect(answer.body).not.toContain('<script>')
})
