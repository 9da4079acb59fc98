import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import { callManagement, mintToken, type TokenClaims } from './management-access.ts'

let running: RunningTenant
beforeAll(async () => {
  running = await startTenant()
})
afterAll(() => running.stop())

const refused = (message: string) => ({
  statusCode: 401,
  error: 'Unauthorized',
  message,
  errorCode: 'invalid_token',
})

test('nobody calls without a token', async () => {
  const { status, body } = await callManagement(running, 'GET', '/clients', { token: null })
  expect({ status, body }).toEqual({
    status: 401,
    body: { statusCode: 401, error: 'Unauthorized', message: 'Missing authentication' },
  })
})

test.each<[string, TokenClaims, string]>([
  ['an expired token', { expiresIn: -10 }, 'Expired token received for JSON Web Token validation'],
  [
    'a token for another API',
    { audience: 'https://api.example.com/' },
    'Bad audience: the token is not for the Management API',
  ],
  ['a token of another tenant', { issuer: 'https://other.example.com/' }, 'Invalid token'],
])('%s is refused', async (_what, claims, message) => {
  const token = await mintToken(running, claims)
  const { body } = await callManagement(running, 'GET', '/clients', { token })
  expect(body).toEqual(refused(message))
})

test('a token signed with another key is refused', async () => {
  const stranger = await createSigningKey()
  const token = await new SignJWT({ scope: 'read:clients' })
    .setProtectedHeader({ alg: 'RS256' })
    .setIssuer(running.tenant.issuer)
    .setAudience(`${running.tenant.issuer}api/v2/`)
    .setExpirationTime('1h')
    .sign(stranger.privateKey)
  const { body } = await callManagement(running, 'GET', '/clients', { token })
  expect(body).toEqual(refused('Invalid signature received for JSON Web Token validation'))
})

test('a token that is no token is refused', async () => {
  const { body } = await callManagement(running, 'GET', '/clients', { token: 'a.b.c' })
  expect(body).toEqual(refused('Invalid token'))
})

describe('scopes', () => {
  test.each([
    ['GET', '/organizations/org_x/invitations', 'read:organization_invitations'],
    ['GET', '/users/auth0%7Cx/organizations', 'read:organizations'],
    ['GET', '/users', 'read:users'],
    ['PATCH', '/actions/triggers/post-login/bindings', 'update:actions'],
    ['POST', '/organizations/org_x/members', 'create:organization_members'],
    ['GET', '/logs', 'read:logs,read:logs_users'],
  ])('%s %s asks for %s', async (method, path, scopes) => {
    const token = await mintToken(running, { scopes: ['read:nothing'] })
    const { status, body } = await callManagement(running, method, path, { token })
    expect({ status, body }).toEqual({
      status: 403,
      body: {
        statusCode: 403,
        error: 'Forbidden',
        message: `Insufficient scope, expected any of: ${scopes}`,
        errorCode: 'insufficient_scope',
      },
    })
  })

  test.each([
    ['with', ['read:clients', 'read:client_keys'], true],
    ['without', ['read:clients'], false],
  ])('client secrets are shown %s read:client_keys: %s', async (_word, scopes, isShown) => {
    const token = await mintToken(running, { scopes })
    const { body } = await callManagement(running, 'GET', '/clients', { token })
    const clients = body as { client_secret?: string }[]
    expect(clients.every((client) => 'client_secret' in client)).toBe(isShown)
  })
})

test('answers carry the rate-limit headers of Auth0, errors too', async () => {
  for (const path of ['/clients', '/never-heard-of']) {
    const { headers } = await callManagement(running, 'GET', path)
    const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset']
    expect(names.map((name) => /^\d+$/.test(headers.get(name) ?? ''))).toEqual([true, true, true])
  }
})

test.each([
  ['a path nobody knows', 'GET', '/never-heard-of'],
  ['a known path with another method', 'PUT', '/clients'],
  ['the root', 'GET', ''],
])('%s is a named 404', async (_what, method, path) => {
  const { status, body } = await callManagement(running, method, path)
  expect({ status, body }).toEqual({
    status: 404,
    body: {
      statusCode: 404,
      error: 'Not Found',
      message: `[local tenant] ${method} /api/v2${path} is not emulated`,
      errorCode: 'local_tenant_route_not_emulated',
    },
  })
})
