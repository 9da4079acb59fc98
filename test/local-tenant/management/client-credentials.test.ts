import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { createCertificate } from '../../../scripts/local-tenant/certificate.ts'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { type Body, callAsSdk, outcomeOf } from './call-as-sdk.ts'

// RFC 7638, section 3.1: a key, and what its thumbprint is.
const RFC_KEY = {
  kty: 'RSA',
  n: '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw',
  e: 'AQAB',
} as const satisfies JsonWebKey
const RFC_THUMBPRINT = 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs'
const pemOf = (key: ReturnType<typeof createPublicKey>): string =>
  key.export({ type: 'spki', format: 'pem' }).toString()
const rfcPem = pemOf(createPublicKey({ key: RFC_KEY, format: 'jwk' }))

let path: string

const tenant = aRestoredTenant(async (running) => {
  const { body } = await callAsSdk(running, 'POST', '/clients', { name: 'a' })
  path = `/clients/${body.client_id}/credentials`
})
const { call } = tenant

const add = (differences: object) =>
  call('POST', path, { credential_type: 'public_key', name: 'a', ...differences })
const listed = async () => (await call('GET', path)).body as unknown as readonly Body[]

test('a public key is shown with its thumbprint, and without itself', async () => {
  const { status, body } = await add({ pem: rfcPem })
  expect([status, body]).toEqual([
    201,
    {
      id: expect.stringMatching(/^cred_/),
      name: 'a',
      kid: RFC_THUMBPRINT,
      alg: 'RS256',
      credential_type: 'public_key',
      created_at: expect.any(String),
      updated_at: expect.any(String),
    },
  ])
  expect([await listed(), (await call('GET', `${path}/${body.id}`)).body]).toEqual([[body], body])
})

test('it ends when its certificate does, where that was asked for', async () => {
  const { certificate } = await createCertificate()
  const ends: unknown[] = []
  for (const parse_expiry_from_cert of [true, false]) {
    tenant.restore()
    ends.push((await add({ pem: certificate, parse_expiry_from_cert })).body.expires_at)
  }
  tenant.restore()
  ends.push((await add({ pem: rfcPem, parse_expiry_from_cert: true })).body.expires_at)
  expect(ends).toEqual([expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/), undefined, undefined])
  expect(Date.parse(String(ends[0]))).toBeGreaterThan(tenant.running.tenant.clock.now())
})

test('what was sent counts before what would be assumed', async () => {
  const { body } = await add({ pem: rfcPem, alg: 'PS256', expires_at: '2030-01-01T00:00:00.000Z' })
  expect([body.alg, body.expires_at]).toEqual(['PS256', '2030-01-01T00:00:00.000Z'])
})

test('the end of it can be moved, and it can be taken away', async () => {
  const { body } = await add({ pem: rfcPem })
  tenant.running.tenant.clock.advance(1000)
  const at = `${path}/${body.id}`
  const expires_at = '2030-01-01T00:00:00.000Z'
  const changed = (await call('PATCH', at, { expires_at })).body
  expect(changed).toEqual({ ...body, expires_at, updated_at: changed.updated_at })
  expect(changed.updated_at).not.toBe(body.updated_at)
  expect([(await call('DELETE', at)).status, await listed()]).toEqual([204, []])
})

test('each refusal has its code, and keeps nothing', async () => {
  const { publicKey } = generateKeyPairSync('ed25519')
  await add({ pem: rfcPem })
  const outcomes = [
    await add({ pem: rfcPem, name: 'again' }),
    await add({ pem: 'no key' }),
    await add({ pem: pemOf(publicKey), nobody_knows: 1 }),
    await call('POST', path, { pem: pemOf(publicKey) }),
    await call('POST', '/clients/nobody/credentials', { credential_type: 'public_key' }),
    await call('GET', `${path}/cred_none`),
    await call('DELETE', `${path}/cred_none`),
  ].map(outcomeOf)
  expect(outcomes).toEqual([
    'credential_conflict',
    'invalid_body',
    'invalid_body',
    'invalid_body',
    'inexistent_client',
    'inexistent_credential',
    'inexistent_credential',
  ])
  expect((await listed()).map(({ kid }) => kid)).toEqual([RFC_THUMBPRINT])
})

test('they go with the application', async () => {
  await add({ pem: rfcPem })
  await call('DELETE', path.replace('/credentials', ''))
  expect([...tenant.running.tenant.state.kept.keys()]).toEqual([])
})
