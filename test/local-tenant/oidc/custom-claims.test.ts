import { decodeJwt } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import {
  RESTRICTED_CLAIMS,
  selectClaims,
} from '../../../scripts/local-tenant/oidc/provider/custom-claims.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { API, addPerson, logIn, openApplication, refresh } from './start-scene.ts'

const APP = { isForAuth0: false, scopes: new Set(['openid']) }
const AUTH0 = { isForAuth0: true, scopes: new Set(['openid']) }
const MACHINE = { isForAuth0: false, scopes: undefined }
const NAMESPACE = 'a namespace of Auth0'
const NO_NAMESPACE = 'no namespace, for an API of Auth0'

describe('which claims a token takes', () => {
  test.each([
    ['a name of its own', 'department', APP, undefined],
    ['a namespace of its own', 'https://example.com/c', APP, undefined],
    ['a restricted name', 'roles', APP, 'a restricted name'],
    ['the same in other letters', 'Roles', APP, undefined],
    ['the same below a namespace', 'https://example.com/roles', APP, undefined],
    ['a namespace at auth0.com', 'https://auth0.com/c', APP, NAMESPACE],
    ['one below it, by http, in capitals', 'HTTP://Tenant.AUTH0.com', APP, NAMESPACE],
    ['one with a port', 'https://x.webtask.io:8443/c', APP, NAMESPACE],
    ['one with the dot of the root', 'https://x.webtask.run./c', APP, NAMESPACE],
    ['one with a user before it', `https://example.com${'@'}auth0.com/c`, APP, NAMESPACE],
    ['a name that only ends so', 'https://notauth0.com/c', APP, undefined],
    ['a name that only begins so', 'https://auth0.com.example.com/c', APP, undefined],
    ['a path that names it', 'https://example.com/auth0.com', APP, undefined],
    ['an address without scheme', 'auth0.com/c', APP, undefined],
    ["Auth0's URN", 'urn:auth0:c', APP, NAMESPACE],
    ["Auth0's URN alone", 'URN:Auth0', APP, NAMESPACE],
    ['a URN that begins so', 'urn:auth0x:c', APP, undefined],
    ["an API of Auth0's, without namespace", 'department', AUTH0, NO_NAMESPACE],
    ["an API of Auth0's, with one", 'https://example.com/c', AUTH0, undefined],
    ["an API of Auth0's, with a URN", 'urn:example:c', AUTH0, NO_NAMESPACE],
    ["an API of Auth0's, with what is no address", 'https://', AUTH0, NO_NAMESPACE],
    [
      'a claim of the profile without its scope',
      'family_name',
      APP,
      'a claim of the profile, without the scope `profile`',
    ],
    ['the same with it', 'family_name', { ...APP, scopes: new Set(['profile']) }, undefined],
    [
      'the address, with the scope of the profile only',
      'email',
      { ...APP, scopes: new Set(['profile']) },
      'a claim of the profile, without the scope `email`',
    ],
    ['a claim of the profile, for a machine', 'email', MACHINE, undefined],
  ])('%s', (_what, claim, token, why) => {
    const expected =
      why === undefined
        ? { kept: { [claim]: 1 }, leftOut: [] }
        : { kept: {}, leftOut: [{ claim, why }] }
    expect(selectClaims({ [claim]: 1 }, token)).toEqual(expected)
  })

  test('60 names are restricted, and `scope`', () => {
    expect(RESTRICTED_CLAIMS.size).toBe(61)
  })
})

let portal: Configuration
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
})

const warnings = () => scene.tenant.state.logs.filter(({ type }) => type === 'w')
const TEAM = 'https://example.com/team'

test('what is left out is told in the tenant log, once per login', async () => {
  scene.whenActionsRun({
    idTokenClaims: { roles: ['x'], team: 'red', email: 'other@example.com' },
    accessTokenClaims: { kid: 'x', 'https://auth0.com/c': 1, team: 'red' },
    executionId: 'run-7',
  })
  const request = { audience: API, scope: 'openid profile' }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  expect(tokens.claims()).toMatchObject({ team: 'red', name: 'ann@example.com' })
  expect(decodeJwt(tokens.access_token)).toMatchObject({ team: 'red', azp: 'portal' })
  const both = { ...tokens.claims(), ...decodeJwt(tokens.access_token) }
  for (const name of ['roles', 'email', 'kid', 'https://auth0.com/c']) {
    expect(both).not.toHaveProperty([name])
  }
  const noScope = 'a claim of the profile, without the scope `email`'
  expect(warnings()).toMatchObject([
    {
      description:
        '[local tenant] left out: claim `roles` (ID token: a restricted name), ' +
        `claim \`email\` (ID token: ${noScope}), ` +
        'claim `kid` (access token: a restricted name), ' +
        'claim `https://auth0.com/c` (access token: a namespace of Auth0)',
      client_id: 'portal',
      user_id: ann.user_id,
      connection: 'members',
      details: {
        actions: { executions: ['run-7'] },
        left_out: [
          { token: 'ID token', claim: 'roles', why: 'a restricted name' },
          { token: 'ID token', claim: 'email', why: noScope },
          { token: 'access token', claim: 'kid', why: 'a restricted name' },
          { token: 'access token', claim: 'https://auth0.com/c', why: 'a namespace of Auth0' },
        ],
      },
    },
  ])
})

test('a login whose claims are all taken says nothing', async () => {
  scene.whenActionsRun({ idTokenClaims: { team: 'red' }, accessTokenClaims: { email: 'a@b.test' } })
  const request = { audience: API, scope: 'openid email' }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  expect(decodeJwt(tokens.access_token).email).toBe('a@b.test')
  expect(warnings()).toEqual([])
})

test('a scope that an Action takes away takes its claims along', async () => {
  scene.whenActionsRun({ accessTokenClaims: { email: 'a@b.test' }, removedScopes: ['email'] })
  const request = { audience: API, scope: 'openid email' }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  expect(decodeJwt(tokens.access_token)).not.toHaveProperty('email')
})

describe('/userinfo', () => {
  const userinfo = async (accessToken: string, init: { method?: string } = {}) => {
    const answer = await scene.fetch(`${scene.tenant.issuer}userinfo`, {
      ...init,
      headers: { authorization: `Bearer ${accessToken}` },
    })
    return [answer.status, await answer.json()]
  }

  test.each([
    ['an opaque access token', {}],
    ['an access token for an API', { audience: API }],
  ])("%s is answered with the ID token's custom claims", async (_what, parameters) => {
    scene.whenActionsRun({
      idTokenClaims: { [TEAM]: 'red', team: ['a', { b: 1 }], roles: ['x'], sub: 'forged' },
      accessTokenClaims: { 'https://example.com/only-access': 1 },
    })
    const request = { scope: 'openid email', ...parameters }
    const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
    const expected = [
      200,
      {
        sub: ann.user_id,
        email: 'ann@example.com',
        email_verified: false,
        [TEAM]: 'red',
        team: ['a', { b: 1 }],
      },
    ]
    expect(await userinfo(tokens.access_token)).toEqual(expected)
    expect(await userinfo(tokens.access_token, { method: 'POST' })).toEqual(expected)
  })

  test('each token keeps what its own login decided', async () => {
    const request = { audience: API, scope: 'openid offline_access' }
    const decide = (color: string) => scene.whenActionsRun({ idTokenClaims: { [TEAM]: color } })
    decide('red')
    const first = await logIn(scene, portal, scene.newBrowser(), ann, request)
    scene.tenant.clock.advance(1000)
    decide('blue')
    const second = await refresh(scene, portal, first.refresh_token)
    scene.tenant.clock.advance(1000)
    scene.whenActionsRun({})
    const third = await refresh(scene, portal, second.refresh_token)
    const seen = []
    for (const { access_token } of [first, second, third]) seen.push(await userinfo(access_token))
    expect(seen).toEqual([
      [200, { sub: ann.user_id, [TEAM]: 'red' }],
      [200, { sub: ann.user_id, [TEAM]: 'blue' }],
      [200, { sub: ann.user_id }],
    ])
  })

  test('a password login, too', async () => {
    scene.tenant.state.settings.set('tenant-settings', { default_directory: 'members' })
    changeClient(scene, 'portal', { grant_types: ['password'] })
    scene.whenActionsRun({ idTokenClaims: { [TEAM]: 'red' } })
    const { body } = await askToken(scene, {
      grant_type: 'password',
      client_id: 'portal',
      username: 'ann@example.com',
      password: 'Correct-Horse-9',
      scope: 'openid',
    })
    expect(await userinfo(String(body.access_token))).toEqual([
      200,
      { sub: ann.user_id, [TEAM]: 'red' },
    ])
  })

  test('a token that nobody issued is told nothing', async () => {
    scene.whenActionsRun({ idTokenClaims: { [TEAM]: 'red' } })
    await logIn(scene, portal, scene.newBrowser(), ann)
    expect((await userinfo('nobody-issued-this'))[0]).toBe(401)
  })
})
