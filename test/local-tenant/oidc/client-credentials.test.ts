import { jwtVerify } from 'jose'
import { expect } from 'vitest'
import { scene, sharedTest as test } from './scene-test.ts'
import { logTypes } from './start-scene.ts'

const ROBOT = { client_id: 'robot', client_secret: 'robot-secret-of-the-test' }
const managementApi = () => `${scene.tenant.issuer}api/v2/`

async function ask(
  body: Record<string, unknown>,
  { form = false, basic = '' } = {},
): Promise<{ status: number; body: Record<string, unknown> }> {
  const fields = { grant_type: 'client_credentials', ...body } as Record<string, string>
  const answer = await scene.fetch(`${scene.tenant.issuer}oauth/token`, {
    method: 'POST',
    headers: {
      'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
      ...(basic === '' ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
    },
    body: form ? new URLSearchParams(fields) : JSON.stringify(fields),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test.each([
  ['JSON', ROBOT, {}],
  ['a form', ROBOT, { form: true }],
  ['the Authorization header', {}, { basic: 'robot:robot-secret-of-the-test', form: true }],
  ['the Authorization header with JSON', {}, { basic: 'robot:robot-secret-of-the-test' }],
])('a machine gets its grant with %s', async (_what, body, options) => {
  const answer = await ask({ ...body, audience: managementApi() }, options)
  expect(answer).toEqual({
    status: 200,
    body: {
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 86_400,
      scope: 'read:users update:users',
    },
  })
  const { payload, protectedHeader } = await jwtVerify(
    String(answer.body.access_token),
    scene.tenant.signingKey.publicKey,
    { currentDate: new Date(scene.tenant.clock.now()) },
  )
  const { iat = 0, exp = 0, ...claims } = payload
  expect([protectedHeader, claims, exp - iat]).toEqual([
    { alg: 'RS256', typ: 'JWT', kid: 'local-1' },
    {
      iss: scene.tenant.issuer,
      sub: 'robot@clients',
      aud: managementApi(),
      scope: 'read:users update:users',
      gty: 'client-credentials',
      azp: 'robot',
    },
    86_400,
  ])
  expect(logTypes(scene).at(-1)).toBe('seccft')
})

test('a part of the granted scopes can be asked for', async () => {
  const answer = await ask({ ...ROBOT, audience: managementApi(), scope: 'read:users' })
  expect(answer.body.scope).toBe('read:users')
})

const DENIED = [403, 'access_denied'] as const
test.each([
  ['a wrong secret', { ...ROBOT, client_secret: 'guess' }, 401, 'access_denied'],
  ['no secret', { client_id: 'robot' }, 401, 'access_denied'],
  ['an unknown client', { client_id: 'nobody', client_secret: 'x' }, 401, 'access_denied'],
  ['no client', {}, 400, 'invalid_request'],
  ['a client that may not', { client_id: 'portal' }, 403, 'unauthorized_client'],
  ['an unknown audience', { ...ROBOT, audience: 'https://other.example.com/' }, ...DENIED],
  ['an API without a grant', { ...ROBOT, audience: 'https://api.example.com/' }, ...DENIED],
  ['no audience', { ...ROBOT, audience: '' }, ...DENIED],
  ['a scope that was not granted', { ...ROBOT, scope: 'read:users delete:users' }, ...DENIED],
  ['a grant type of nobody', { ...ROBOT, grant_type: 'telepathy' }, 403, 'unsupported_grant_type'],
  ['no grant type', { ...ROBOT, grant_type: '' }, 400, 'invalid_request'],
  ['an organization', { ...ROBOT, organization: 'org_x' }, 400, 'invalid_request'],
])('%s is refused', async (_what, body, status, error) => {
  const answer = await ask({ audience: managementApi(), ...body })
  expect([answer.status, answer.body.error]).toEqual([status, error])
  expect(logTypes(scene).at(-1)).toMatch(/^fe(cc|ac)ft$/)
})

test('a confidential client without a secret is nobody', async () => {
  const robot = scene.tenant.state.clients.get('robot')
  if (robot === undefined) throw new Error('no robot')
  const { client_secret: _secret, ...bare } = robot
  scene.tenant.state.clients.set('bare', { ...bare, client_id: 'bare', name: 'Bare' })
  const answers = await Promise.all(
    ['', 'undefined', 'null'].map((client_secret) => ask({ client_id: 'bare', client_secret })),
  )
  expect(answers.map(({ status }) => status)).toEqual([401, 401, 401])
})
