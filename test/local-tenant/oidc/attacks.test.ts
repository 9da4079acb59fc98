import { generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient, refusalOf } from './ask-token.ts'
import { scene, sharedTest as test } from './scene-test.ts'
import {
  API,
  addPerson,
  answerOf,
  authorizationRequest,
  CALLBACK,
  logIn,
  NOON_MS,
  openApplication,
  signIn,
} from './start-scene.ts'

/**
 * Nobody gets in by these. More of the kind: forged and replayed codes, forged forms and unknown
 * clients in authorization-code.test.ts; wrong secrets in client-credentials.test.ts; replayed refresh
 * tokens in refresh.test.ts; addresses to be sent to in open-redirects.test.ts; bodies that are too
 * much in deep-bodies.test.ts; split headers and odd requests in any-input.test.ts; foreign answers of
 * identity providers in federation/federated-attacks.test.ts; tokens for the Management API in
 * ../management/authorization.test.ts.
 */
let portal: Configuration
let ann: User

test.beforeAll(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
  changeClient(scene, 'robot', {
    app_type: 'regular_web',
    grant_types: ['authorization_code'],
    callbacks: [CALLBACK],
  })
})
beforeEach(() => {
  scene.runs.length = 0
})

/** A code that waits to be redeemed, and what it takes. */
async function freshCode(clientId = 'portal'): Promise<Record<string, string>> {
  const configuration = await openApplication(scene, clientId)
  const { address, verifier } = await authorizationRequest(configuration)
  scene.tenant.state.connections.get('con_members')?.enabled_clients.push(clientId)
  const page = await signIn(scene.newBrowser(), address, ann)
  return {
    grant_type: 'authorization_code',
    client_id: clientId,
    code: page.url.searchParams.get('code') ?? '',
    redirect_uri: CALLBACK,
    code_verifier: verifier,
  }
}

describe('a stolen code', () => {
  test.each<[string, Record<string, string | undefined>, unknown[]]>([
    [
      'with a foreign redirect URI',
      { redirect_uri: 'https://evil.example.org/' },
      [403, 'invalid_grant', 'The redirect URI is wrong.'],
    ],
    [
      'with the challenge for a verifier',
      { code_verifier: 'a'.repeat(43) },
      [403, 'invalid_grant', 'Failed to verify code verifier'],
    ],
    ['by an unknown client', { client_id: 'nobody' }, [401, 'access_denied', 'Unauthorized']],
    [
      'by another client',
      { client_id: 'plain' },
      [403, 'invalid_grant', 'Invalid authorization code'],
    ],
  ])('%s is worth nothing', async (_what, differences, expected) => {
    const code = await freshCode()
    expect(refusalOf(await askToken(scene, { ...code, ...differences }))).toEqual(expected)
  })

  test.each([
    ['no secret', {}],
    ['a wrong secret', { client_secret: 'guess' }],
    ['an empty secret', { client_secret: '' }],
    ['a list for a secret', { client_secret: ['robot-secret-of-the-test'] }],
    ['an assertion for a secret', { client_assertion: 'a.b.c' }],
  ])('of a confidential client with %s is worth nothing', async (_what, differences) => {
    const answer = await askToken(scene, { ...(await freshCode('robot')), ...differences })
    expect([answer.status >= 400, answer.body.access_token]).toEqual([true, undefined])
  })
})

const NOW = NOON_MS / 1000

async function userinfo(token: string): Promise<[number, unknown]> {
  const answer = await scene.fetch(`${scene.tenant.issuer}userinfo`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return [answer.status, ((await answer.json()) as { error?: string }).error]
}

describe('an access token', () => {
  const claims = (differences: object = {}): JWTPayload => ({
    iss: scene.tenant.issuer,
    sub: ann.user_id,
    aud: [API, `${scene.tenant.issuer}userinfo`],
    azp: 'portal',
    scope: 'openid email',
    iat: NOW,
    exp: NOW + 600,
    ...differences,
  })
  const signed = (differences?: object, key = scene.tenant.signingKey.privateKey) =>
    new SignJWT(claims(differences)).setProtectedHeader({ alg: 'RS256' }).sign(key)

  test('as the tenant makes it is good', async () => {
    expect(await userinfo(await signed())).toEqual([200, undefined])
  })

  test.each<[string, () => string | Promise<string>]>([
    ['with alg none', () => new UnsecuredJWT(claims()).encode()],
    [
      'with alg none and a signature',
      async () => {
        const [, , signature] = (await signed()).split('.')
        return new UnsecuredJWT(claims()).encode() + signature
      },
    ],
    [
      'signed with the public key as a secret',
      async () => {
        const secret = Buffer.from(JSON.stringify(scene.tenant.signingKey.privateJwk.n))
        return new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(secret)
      },
    ],
    [
      'tampered with',
      async () => {
        const [head, , signature] = (await signed()).split('.')
        const other = Buffer.from(JSON.stringify(claims({ scope: 'openid profile email' })))
        return `${head}.${other.toString('base64url')}.${signature}`
      },
    ],
    ['of another key', async () => signed({}, (await generateKeyPair('RS256')).privateKey)],
    [
      'with a key of its own in the header',
      async () => {
        const { privateKey } = await generateKeyPair('RS256')
        const header = { alg: 'RS256', jku: 'https://evil.example.org/jwks.json', kid: '../x' }
        return new SignJWT(claims()).setProtectedHeader(header).sign(privateKey)
      },
    ],
    ['for a wrong audience', () => signed({ aud: API })],
    ['of another tenant', () => signed({ iss: 'https://other.example.com/' })],
    ['that is over', () => signed({ exp: NOW - 1 })],
    ['without an end', () => signed({ exp: undefined })],
    ['of nobody', () => signed({ sub: '__proto__' })],
    [
      'that is an ID token',
      async () => (await logIn(scene, portal, scene.newBrowser(), ann)).id_token ?? '',
    ],
  ])('%s is refused', async (_what, token) => {
    expect(await userinfo(await token())).toEqual([401, 'invalid_token'])
  })
})

describe('session fixation', () => {
  test('a session that an attacker plants is not the one the victim signs in to', async () => {
    const shared = scene.newBrowser()
    const mallory = await addPerson(scene, 'mallory@example.com')
    const { address } = await authorizationRequest(portal, { prompt: 'login' })
    const planted = await signIn(shared, address, mallory)
    const again = await authorizationRequest(portal, { prompt: 'login' })
    const own = await signIn(shared, again.address, ann)
    expect([answerOf(planted), answerOf(own)]).toEqual(['code', 'code'])
    const seen = scene.runs.map(({ event }) => (event.session as { id: string }).id)
    expect(new Set(seen).size).toBe(2)
  })

  test('made-up cookies sign nobody in, and are not kept', async () => {
    const { address } = await authorizationRequest(portal)
    const cookie = 'auth0=planted-by-somebody; auth0_interaction=planted; auth0_resume=planted'
    const answer = await scene.fetch(address, { redirect: 'manual', headers: { cookie } })
    expect(answer.status).toBe(303)
    expect(answer.headers.getSetCookie().join()).not.toContain('planted')
  })
})
