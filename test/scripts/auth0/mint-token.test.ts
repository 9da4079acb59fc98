import { generateKeyPairSync } from 'node:crypto'
import { jwtVerify, SignJWT } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { readCredentials } from '../../../scripts/auth0/credentials.ts'
import { mintToken } from '../../../scripts/auth0/mint-token.ts'
import type { UserFault } from '../../../scripts/ground/user-fault.ts'
import { ACTION_LIMIT_VALUES } from '../../../scripts/local-tenant/runtime/limits.ts'
import { nock, onlyNockAnswers } from '../../builders/only-nock-answers.ts'

const address = { domain: 'tenant.example.com', certificate: null }
const credentials = { clientId: 'client', proof: { kind: 'secret', secret: 's3cret' } } as const

onlyNockAnswers()

const door = () => nock('https://tenant.example.com').post('/oauth/token')

const tokenWith = (scope: string): Promise<string> =>
  new SignJWT({ scope }).setProtectedHeader({ alg: 'HS256' }).sign(new Uint8Array(32))

describe('a token', () => {
  test('is asked for by a form, and its scopes are read', async () => {
    const text = await tokenWith('read:actions update:actions')
    nock('https://tenant.example.com')
      .post('/oauth/token', {
        grant_type: 'client_credentials',
        audience: 'https://tenant.example.com/api/v2/',
        client_id: 'client',
        client_secret: 's3cret',
      })
      .reply(200, { access_token: text })
    expect(await mintToken(address, credentials)).toEqual({
      kind: 'minted',
      token: { text, scopes: new Set(['read:actions', 'update:actions']) },
    })
  })

  test('is waited for longer than an Action may take, which ends in a refusal', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout')
    door().reply(200, { access_token: 'opaque' })
    await mintToken(address, credentials)
    const [[waitedMs = 0] = []] = timeout.mock.calls
    expect(waitedMs).toBeGreaterThan(ACTION_LIMIT_VALUES.triggerMs)
  })

  test('that cannot be read has no known scopes', async () => {
    door().reply(200, { access_token: 'opaque' })
    expect(await mintToken(address, credentials)).toEqual({
      kind: 'minted',
      token: { text: 'opaque', scopes: null },
    })
  })

  test('is asked for with a private key, which never leaves', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    let form = new URLSearchParams()
    nock('https://tenant.example.com')
      .post('/oauth/token', (body: Record<string, string>) => {
        form = new URLSearchParams(body)
        return true
      })
      .reply(200, { access_token: 'opaque' })
    await mintToken(address, { clientId: 'client', proof: { kind: 'private-key', pem } })
    expect(form.get('client_assertion_type')).toBe(
      'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    )
    const { payload } = await jwtVerify(form.get('client_assertion') ?? '', publicKey, {
      issuer: 'client',
      subject: 'client',
      audience: 'https://tenant.example.com/',
    })
    expect(typeof payload.jti).toBe('string')
    expect([form.get('client_secret'), form.toString().includes('PRIVATE')]).toEqual([null, false])
  })

  test('that is refused is an answer', async () => {
    door().reply(403, { error: 'access_denied', error_description: 'Client is not authorized' })
    expect(await mintToken(address, credentials)).toEqual({
      kind: 'refused',
      why: 'access_denied: Client is not authorized',
    })
  })

  test.each([
    [
      'repeats the request',
      (form: string) => `no: ${form}`,
      /^denied: no: .*client_secret=\[secret\]/,
    ],
    ['is a page', () => 'x'.repeat(9999), /^denied: x{292}$/],
  ])(
    'is refused in a few words, without the secret, where the answer %s',
    async (_what, said, why) => {
      door().reply(403, (_uri, form) => ({
        error: 'denied',
        error_description: said(new URLSearchParams(form as Record<string, string>).toString()),
      }))
      const minting = await mintToken(address, credentials)
      expect(minting).toEqual({ kind: 'refused', why: expect.stringMatching(why) })
    },
  )

  test.each([
    ['429', 429, {}],
    ['500', 500, {}],
    ['503', 503, { 'retry-after': '0' }],
  ])('is asked for again after %s', async (_what, status, headers) => {
    door().reply(status, 'not now', headers)
    door().reply(200, { access_token: 'opaque' })
    expect((await mintToken(address, credentials)).kind).toBe('minted')
    expect(nock.isDone()).toBe(true)
  })

  test.each([
    ['500, for good, is refused, as an Action refuses', 500, 'server_error: not for you'],
    ['503, for good, is a fault', 503, null],
  ])('a token that is answered with %s', async (_what, status, why) => {
    const headers = { 'retry-after': '0' }
    const body = { error: 'server_error', error_description: 'not for you' }
    door().times(4).reply(status, body, headers)
    const minting = mintToken(address, credentials)
    if (why !== null) expect(await minting).toEqual({ kind: 'refused', why })
    else await expect(minting).rejects.toThrow('it answered 503')
  })

  test.each([
    ['until the moment it names', { 'x-ratelimit-reset': '1800000000' }, 50],
    ['some time, when that moment is past', { 'x-ratelimit-reset': '1700000000' }, 500],
    ['some time, when it names none', { 'x-ratelimit-reset': 'soon' }, 500],
  ])('is waited for after 429 %s', async (_what, headers, waitedMs) => {
    const waiting = vi.spyOn(globalThis, 'setTimeout')
    door().reply(429, 'not now', headers)
    door().reply(200, { access_token: 'opaque' })
    await mintToken(address, credentials, () => 1_800_000_000_000 - 50)
    expect(waiting).toHaveBeenCalledWith(expect.any(Function), waitedMs)
    waiting.mockRestore()
  })

  test.each([
    ['an answer that is not JSON', () => door().reply(200, '<html>'), 'it sent no token'],
    [
      'what no header can hold',
      () => door().reply(200, { access_token: 'a\nb' }),
      'it sent no token',
    ],
    ['no token in it', () => door().reply(200, {}), 'it sent no token'],
    ['nobody there', () => door().replyWithError('getaddrinfo ENOTFOUND'), 'ENOTFOUND'],
  ])('%s is a fault', async (_what, answer, words) => {
    answer()
    await expect(mintToken(address, credentials)).rejects.toMatchObject({
      faults: [{ code: 'tenant_unavailable', message: expect.stringContaining(words) }],
    })
  })

  test.each<[string, string, string]>([
    ['an unknown certificate', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'set `NODE_EXTRA_CA_CERTS`'],
    ['an unknown issuer', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'set `NODE_EXTRA_CA_CERTS`'],
    ['nobody there', 'ECONNREFUSED', 'check the domain and the network'],
  ])('%s is a fault that says what to set', async (_what, code, fix) => {
    door().replyWithError(Object.assign(new Error('no'), { code }))
    await expect(mintToken(address, credentials)).rejects.toMatchObject({
      faults: [{ code: 'tenant_unavailable', fix: expect.stringContaining(fix) }],
    })
  })

  test('a key that is none is a fault', async () => {
    const wrong = { clientId: 'client', proof: { kind: 'private-key', pem: 'no key' } } as const
    await expect(mintToken(address, wrong)).rejects.toMatchObject({
      faults: [{ code: 'key_unusable' }],
    })
  })
})

describe('credentials', () => {
  test.each([
    ['a secret', { AUTH0_CLIENT_SECRET: 's' }, { kind: 'secret', secret: 's' }],
    ['a key', { AUTH0_CLIENT_PRIVATE_KEY: 'k' }, { kind: 'private-key', pem: 'k' }],
    [
      'both: the key',
      { AUTH0_CLIENT_PRIVATE_KEY: 'k', AUTH0_CLIENT_SECRET: 's' },
      { kind: 'private-key', pem: 'k' },
    ],
  ])('%s', async (_what, variables, proof) => {
    const read = await readCredentials({ AUTH0_CLIENT_ID: 'client', ...variables })
    expect(read).toEqual({ clientId: 'client', proof })
  })

  test.each([
    ['nothing', {}, ['credential_missing', 'credential_missing']],
    ['no proof', { AUTH0_CLIENT_ID: 'client' }, ['credential_missing']],
    [
      'a file that is not there',
      { AUTH0_CLIENT_ID: 'client', AUTH0_CLIENT_SIGNING_KEY_PATH: '/nowhere' },
      ['key_file_missing'],
    ],
  ])('%s', async (_what, variables, codes) => {
    const refusal = await readCredentials(variables).catch((error: unknown) => error)
    expect((refusal as UserFault).faults.map(({ code }) => code)).toEqual(codes)
  })
})
