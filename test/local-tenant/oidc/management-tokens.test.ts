import { decodeJwt } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import { managementScopes } from '../../../scripts/local-tenant/management/management-routes.ts'
import { readGrantedScopes } from '../../../scripts/local-tenant/management/management-token.ts'
import type { TriggerOutcome } from '../../../scripts/local-tenant/runtime/trigger-outcome.ts'
import type { User } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { addPerson, logIn, openApplication, PASSWORD, refresh } from './start-scene.ts'

/**
 * Nobody's Action gives anybody more of the Management API than the client grant does, and people
 * get nothing of it but what concerns themselves.
 */
let portal: Configuration
let ann: User
let audience: string

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com')
  audience = `${scene.tenant.issuer}api/v2/`
  scene.tenant.state.resourceServers.set('management', {
    id: 'management',
    identifier: audience,
    is_system: true,
    allow_offline_access: true,
    scopes: [...managementScopes, 'read:current_user'].map((value) => ({ value })),
  })
  scene.tenant.state.settings.set('tenant-settings', { default_directory: 'members' })
  changeClient(scene, 'portal', {
    grant_types: ['authorization_code', 'refresh_token', 'password'],
  })
})

const GREEDY: Partial<TriggerOutcome> = {
  addedScopes: ['read:users', 'update:users', 'email'],
  idTokenClaims: { plain: 1 },
  accessTokenClaims: {
    plain: 1,
    'https://example.com/named': 1,
    scope: 'read:users',
    permissions: ['read:users'],
    gty: 'client-credentials',
    sub: 'robot@clients',
    aud: 'x',
    exp: 9_999_999_999,
  },
  targetScopes: ['read:users', 'delete:users', 'create:actions'],
}
const scope = 'openid offline_access read:current_user read:users delete:users'

const byCode = async () =>
  (await logIn(scene, portal, scene.newBrowser(), ann, { audience, scope })).access_token
const byRefresh = async () => {
  const first = await logIn(scene, portal, scene.newBrowser(), ann, { audience, scope })
  return (await refresh(scene, portal, first.refresh_token)).access_token
}
const byPassword = async (fields: object = { scope }) => {
  const { body } = await askToken(scene, {
    grant_type: 'password',
    client_id: 'portal',
    username: 'ann@example.com',
    password: PASSWORD,
    audience,
    ...fields,
  })
  return String(body.access_token)
}
const granted = async (token: string) => [
  ...(await readGrantedScopes(scene.tenant, `Bearer ${token}`)),
]

describe('a person', () => {
  test.each([
    ['a code', () => byCode(), ['openid', 'offline_access', 'read:current_user'], {}],
    [
      'a refresh',
      () => byRefresh(),
      ['openid', 'offline_access', 'read:current_user'],
      { gty: 'refresh_token' },
    ],
    [
      'a password',
      () => byPassword(),
      ['openid', 'offline_access', 'read:current_user'],
      { gty: 'password' },
    ],
    [
      'a password and no scope',
      () => byPassword({}),
      ['update:current_user_identities', 'read:current_user'],
      { gty: 'password' },
    ],
  ])(
    'by %s has what concerns the person alone, and no Action adds to it',
    async (_by, ask, own, grant) => {
      expect(await granted(await ask())).toEqual(own)
      scene.whenActionsRun(GREEDY)
      const token = await ask()
      expect(await granted(token)).toEqual(own)
      const { iat = 0, exp = 0, ...claims } = decodeJwt(token)
      const aud = own.includes('openid') ? [audience, `${scene.tenant.issuer}userinfo`] : audience
      expect({ ...claims, lifetime: exp - iat }).toEqual({
        iss: scene.tenant.issuer,
        sub: ann.user_id,
        aud,
        scope: own.join(' '),
        azp: 'portal',
        ...grant,
        'https://example.com/named': 1,
        lifetime: 86_400,
      })
    },
  )

  test('the log says that the scopes were left out', async () => {
    scene.whenActionsRun({ addedScopes: ['read:users'] })
    await byCode()
    const why = 'added to a token for an API of Auth0'
    expect(scene.tenant.state.logs.filter(({ type }) => type === 'w')).toMatchObject([
      {
        description: `[local tenant] left out: scope \`read:users\` (access token: ${why})`,
        audience,
        details: { left_out: [{ token: 'access token', scope: 'read:users', why }] },
      },
    ])
  })

  test('the ID token of the same login is not concerned', async () => {
    scene.whenActionsRun(GREEDY)
    const tokens = await logIn(scene, portal, scene.newBrowser(), ann, { audience, scope })
    expect(tokens.claims()).toMatchObject({ plain: 1 })
  })

  test('roles add nothing to it, where somebody gave the API roles to ask', async () => {
    const { resourceServers, roles } = scene.tenant.state
    Object.assign(resourceServers.get('management') ?? {}, { enforce_policies: true })
    const permissions = [{ permission_name: 'read:users', resource_server_identifier: audience }]
    roles.set('rol_x', { id: 'rol_x', name: 'x', description: '', permissions })
    ann.role_ids = ['rol_x']
    expect(await granted(await byCode())).not.toContain('read:users')
  })
})

describe('a machine', () => {
  const ask = async () => {
    const { body } = await askToken(scene, {
      grant_type: 'client_credentials',
      client_id: 'robot',
      client_secret: 'robot-secret-of-the-test',
      audience,
    })
    return String(body.access_token)
  }

  test('has its grant, and no Action adds to it', async () => {
    expect(await granted(await ask())).toEqual(['read:users', 'update:users'])
    scene.whenActionsRun(GREEDY)
    const token = await ask()
    expect(await granted(token)).toEqual(['read:users'])
    const { iat: _iat, exp: _exp, ...claims } = decodeJwt(token)
    expect(claims).toEqual({
      iss: scene.tenant.issuer,
      sub: 'robot@clients',
      aud: audience,
      scope: 'read:users',
      gty: 'client-credentials',
      azp: 'robot',
      'https://example.com/named': 1,
    })
  })
})
