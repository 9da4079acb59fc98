import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import { aFailure, NOON_MS, sharedRuntime } from './a-tenant.ts'

describe('a session token', () => {
  const { evaluate } = sharedRuntime()
  const SECRET = 'secret-of-the-test'
  const NOW = Math.floor(NOON_MS / 1000)
  const CLAIMS = { sub: 'auth0|1', iss: 'app.example.com', iat: NOW, exp: NOW + 600, state: 'st' }
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const sign = (claims: object, header: object = { alg: 'HS256', typ: 'JWT' }, secret = SECRET) => {
    const body = `${encode(header)}.${encode(claims)}`
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`
  }
  const validate = (session_token: string, request: JsonObject = {}) =>
    evaluate({
      body: `api.user.setAppMetadata('claims', api.redirect.validateToken({ secret: '${SECRET}' }))`,
      event: { request: { query: { state: 'st' }, body: { session_token }, ...request } },
    })

  test('that goes out has the documented claims', async () => {
    const request = { hostname: 'tenant.example.test', ip: '192.0.2.1' }
    const body = `api.access.deny(api.redirect.encodeToken({ secret: '${SECRET}', payload: { a: [1] } }))`
    const { refusal } = await evaluate({ body, event: { request } })
    const token = refusal?.kind === 'denied' ? refusal.reason : ''
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
    const { iat } = claims
    expect(token).toBe(sign(claims))
    expect(claims).toEqual({
      iat,
      iss: 'tenant.example.test',
      sub: 'auth0|1',
      exp: iat + 900,
      ip: '192.0.2.1',
      a: [1],
    })
    expect(iat).toBeGreaterThanOrEqual(NOW)
  })

  test.each([
    ['in the body', {}],
    [
      'in the query',
      { query: { state: 'st', session_token: sign({ ...CLAIMS, a: 1 }) }, body: {} },
    ],
  ])('that comes back %s is accepted', async (_what, request) => {
    expect((await validate(sign({ ...CLAIMS, a: 1 }), request)).appMetadata).toEqual({
      claims: { ...CLAIMS, a: 1 },
    })
  })

  const good = sign(CLAIMS)
  test.each<[string, string, string, JsonObject?]>([
    [
      'of another secret',
      sign(CLAIMS, { alg: 'HS256', typ: 'JWT' }, 'other'),
      'Failed signature validation',
    ],
    ['without a signature', good.replace(/[^.]*$/, ''), 'Failed signature validation'],
    [
      'that says alg none',
      `${encode({ alg: 'none', typ: 'JWT' })}.${encode(CLAIMS)}.`,
      'Failed signature validation',
    ],
    [
      'signed, that says alg none',
      sign(CLAIMS, { alg: 'none', typ: 'JWT' }),
      'Unexpected token payload type',
    ],
    [
      'that was tampered with',
      good.replace(/\..*\./, `.${encode({ ...CLAIMS, sub: 'x' })}.`),
      'Failed signature validation',
    ],
    ['that is none', 'nonsense', 'Failed signature validation'],
    ['signed, without content', sign([1]), 'Missing or invalid standard claims'],
    [
      'without an expiry',
      sign({ ...CLAIMS, exp: undefined }),
      'Missing or invalid standard claims',
    ],
    [
      'with an expiry in words',
      sign({ ...CLAIMS, exp: '2100-01-01' }),
      'Missing or invalid standard claims',
    ],
    [
      'without an issuer',
      sign({ ...CLAIMS, iss: undefined }),
      'Missing or invalid standard claims',
    ],
    [
      'of another person',
      sign({ ...CLAIMS, sub: 'auth0|2' }),
      'The sub claim does not match the user_id.',
    ],
    [
      'of another redirect',
      sign({ ...CLAIMS, state: 'other' }),
      'State in the token does not match the /continue state.',
    ],
    [
      'without a state',
      sign({ ...CLAIMS, state: undefined }),
      'State in the token does not match the /continue state.',
      { query: {} },
    ],
    ['that has expired', sign({ ...CLAIMS, exp: NOW - 1 }), 'Token has expired.'],
  ])('%s is refused', async (_what, token, why, request) => {
    expect(await validate(token, request)).toEqual(aFailure(`The session token is invalid: ${why}`))
  })

  test.each([
    [
      `api.redirect.validateToken({ secret: 's', tokenParameterName: 'my_token' })`,
      "There is no parameter called 'my_token' available in either the POST body or query string.",
    ],
    [
      'api.redirect.encodeToken({ payload: {} })',
      '[local tenant] api.redirect needs a secret that is a non-empty string',
    ],
  ])('%s', async (body, message) => {
    expect(await evaluate({ body })).toEqual(aFailure(message))
  })
})
