import { type CryptoKey, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { expect, test } from 'vitest'
import { NotPermitted } from '../../../scripts/administration/not-permitted.ts'
import { proveActor } from '../../../scripts/administration/prove-actor.ts'
import { ACME } from '../../builders/ids.ts'
import { NOON_MS } from '../../builders/noon.ts'

const { publicKey, privateKey } = await generateKeyPair('RS256')
const stranger = await generateKeyPair('RS256')
const ISSUER = 'https://tenant.example.com/'
const AUDIENCE = 'https://desk.example.com/'
const NOON = NOON_MS / 1000
const CLAIMS = {
  iss: ISSUER,
  aud: AUDIENCE,
  sub: 'auth0|olivia',
  exp: NOON + 60,
  org_id: ACME,
}
const { org_id: _organization, ...WITHOUT_ORGANIZATION } = CLAIMS

const signed = (claims: object, key = privateKey): Promise<string> =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'RS256' }).sign(key)
const actorOf = async (
  token: string,
  key: CryptoKey | Uint8Array = publicKey,
): Promise<unknown> => {
  try {
    return await proveActor(token, {
      issuer: ISSUER,
      audience: AUDIENCE,
      operatorScope: 'operate:people',
      keys: async () => key,
      nowMs: NOON_MS,
    })
  } catch (error) {
    return error instanceof NotPermitted ? 'not permitted' : error
  }
}

const OLIVIA = { kind: 'administrator', userId: 'auth0|olivia', organization: ACME }
const OPERATOR = { kind: 'operator', userId: 'auth0|olivia' }

test.each<[string, object, unknown]>([
  ['an organization', CLAIMS, OLIVIA],
  ['two audiences, of which one is ours', { ...CLAIMS, aud: ['other', AUDIENCE] }, OLIVIA],
  [
    'the scope that its application asked for',
    { ...WITHOUT_ORGANIZATION, scope: 'openid operate:people' },
    'not permitted',
  ],
  [
    'the scope that no role allows',
    { ...WITHOUT_ORGANIZATION, scope: 'operate:people', permissions: [] },
    'not permitted',
  ],
  [
    'the scope of a machine client’s grant',
    { ...WITHOUT_ORGANIZATION, sub: 'desk@clients', scope: 'openid operate:people' },
    { kind: 'operator', userId: 'desk@clients' },
  ],
  [
    'the scope, and an id that ends as a machine’s does',
    { ...WITHOUT_ORGANIZATION, sub: 'samlp|globex|eve@clients', scope: 'operate:people' },
    'not permitted',
  ],
  [
    'the time of its sign-in',
    { ...CLAIMS, auth_time: NOON - 30 },
    { ...OLIVIA, signedInAtMs: NOON_MS - 30_000 },
  ],
  ['a time of its sign-in that is none', { ...CLAIMS, auth_time: 'now' }, OLIVIA],
  ['the permission', { ...WITHOUT_ORGANIZATION, permissions: ['operate:people'] }, OPERATOR],
  ['an organization and the scope', { ...CLAIMS, scope: 'operate:people' }, OLIVIA],
  ['neither', WITHOUT_ORGANIZATION, 'not permitted'],
  [
    'a scope that begins so',
    { ...WITHOUT_ORGANIZATION, scope: 'operate:people2' },
    'not permitted',
  ],
  ['an empty organization', { ...CLAIMS, org_id: '', scope: 'operate:people' }, 'not permitted'],
  [
    'an organization of null',
    { ...CLAIMS, org_id: null, scope: 'operate:people' },
    'not permitted',
  ],
  ['several organizations', { ...CLAIMS, org_id: [ACME] }, 'not permitted'],
  ['another audience', { ...CLAIMS, aud: 'https://other.example.com/' }, 'not permitted'],
  ['no audience', { ...CLAIMS, aud: undefined }, 'not permitted'],
  ['another issuer', { ...CLAIMS, iss: 'https://other.example.com/' }, 'not permitted'],
  ['its end behind it', { ...CLAIMS, exp: NOON - 1 }, 'not permitted'],
  ['no end', { ...CLAIMS, exp: undefined }, 'not permitted'],
  ['a beginning to come', { ...CLAIMS, nbf: NOON + 5 }, 'not permitted'],
  ['no subject', { ...CLAIMS, sub: undefined }, 'not permitted'],
  ['an empty subject', { ...CLAIMS, sub: '' }, 'not permitted'],
])('a token with %s', async (_with, claims, actor) => {
  expect(await actorOf(await signed(JSON.parse(JSON.stringify(claims))))).toEqual(actor)
})

test('a token that the tenant did not sign is none', async () => {
  const byStranger = await signed(CLAIMS, stranger.privateKey)
  const [header = '', , signature = ''] = (await signed(CLAIMS)).split('.')
  const changed = Buffer.from(JSON.stringify({ ...CLAIMS, org_id: 'org_other' })).toString(
    'base64url',
  )
  const forged = [
    byStranger,
    `${header}.${changed}.${signature}`,
    new UnsecuredJWT(CLAIMS).encode(),
    'a',
    '',
  ]
  expect(await Promise.all(forged.map((token) => actorOf(token)))).toEqual(
    forged.map(() => 'not permitted'),
  )
})

test('a secret that many may know proves nobody, whatever the issuer publishes', async () => {
  const secret = new Uint8Array(32).fill(7)
  const token = await new SignJWT({ ...CLAIMS }).setProtectedHeader({ alg: 'HS256' }).sign(secret)
  expect(await actorOf(token, secret)).toBe('not permitted')
})
