import { decodeJwt, decodeProtectedHeader } from 'jose'
import type { Configuration } from 'openid-client'
import { beforeEach, describe, expect } from 'vitest'
import type { JsonObject, ResourceServer, User } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, addPerson, GLOBEX, logIn, openApplication } from './start-scene.ts'

let portal: Configuration
let ann: User

beforeEach(async () => {
  portal = await openApplication(scene)
  ann = await addPerson(scene, 'ann@example.com', [ACME, GLOBEX])
  addRole('rol_reader', ['read:reports'])
  addRole('rol_writer', ['write:reports'])
  changeApi({ enforce_policies: true, token_dialect: 'access_token_authz' })
})

const permission = (permission_name: string, resource_server_identifier = API): JsonObject => ({
  permission_name,
  resource_server_identifier,
})

function addRole(id: string, names: readonly string[]): void {
  const permissions = names.map((name) => permission(name))
  scene.tenant.state.roles.set(id, { id, name: id, description: '', permissions })
}

function changeApi(changes: JsonObject): void {
  const { resourceServers } = scene.tenant.state
  resourceServers.set('api', { ...resourceServers.get('api'), ...changes } as ResourceServer)
}

function setRoles(organizationId: string, roles: string[]): void {
  for (const membership of scene.tenant.state.memberships) {
    if (membership.organization_id === organizationId) membership.roles = roles
  }
}

async function accessToken(parameters: Record<string, string> = {}): Promise<string> {
  const request = { audience: API, scope: 'openid read:reports write:reports', ...parameters }
  const tokens = await logIn(scene, portal, scene.newBrowser(), ann, request)
  return tokens.access_token
}

describe('an API that asks roles gets the permissions that count in the login', () => {
  type Case = [
    string,
    { own?: string[]; direct?: JsonObject[]; acme?: string[]; globex?: string[] },
    Record<string, string>,
    string[],
  ]
  const inAcme = { organization: ACME }
  test.each<Case>([
    ["the person's role, without organization", { own: ['rol_reader'] }, {}, ['read:reports']],
    ["the person's role, in an organization", { own: ['rol_reader'] }, inAcme, []],
    ["the member's role, in the organization", { acme: ['rol_reader'] }, inAcme, ['read:reports']],
    ["the member's role, without organization", { acme: ['rol_reader'] }, {}, []],
    ["the member's role of another organization", { globex: ['rol_reader'] }, inAcme, []],
    [
      'both: each where it counts',
      { own: ['rol_reader'], acme: ['rol_writer'] },
      inAcme,
      ['write:reports'],
    ],
    [
      'roles that overlap, and a permission without a role',
      { own: ['rol_reader', 'rol_writer'], direct: [permission('read:reports')] },
      {},
      ['read:reports', 'write:reports'],
    ],
    [
      'a permission without a role',
      { direct: [permission('write:reports')] },
      {},
      ['write:reports'],
    ],
    [
      'a permission without a role, in an organization',
      { direct: [permission('write:reports')] },
      inAcme,
      [],
    ],
    [
      'a permission of the same name on another API',
      { direct: [permission('read:reports', 'https://other.example.com/')] },
      {},
      [],
    ],
    ['a role that is gone', { own: ['rol_deleted'] }, {}, []],
  ])('%s', async (_what, { own = [], direct = [], acme = [], globex = [] }, parameters, names) => {
    Object.assign(ann, { role_ids: own, direct_permissions: direct })
    setRoles(ACME, acme)
    setRoles(GLOBEX, globex)
    const { permissions, scope } = decodeJwt(await accessToken(parameters))
    expect([permissions, scope]).toEqual([names, ['openid', ...names].join(' ')])
  })
})

describe('by dialect', () => {
  test.each([
    ['access_token', true, { typ: 'JWT', client: { azp: 'portal' }, permissions: undefined }],
    [
      'access_token_authz',
      true,
      { typ: 'JWT', client: { azp: 'portal' }, permissions: ['read:reports'] },
    ],
    [
      'access_token_authz',
      false,
      { typ: 'JWT', client: { azp: 'portal' }, permissions: undefined },
    ],
    [
      'rfc9068_profile',
      true,
      {
        typ: 'at+jwt',
        client: { client_id: 'portal', jti: expect.any(String) },
        permissions: undefined,
      },
    ],
    [
      'rfc9068_profile_authz',
      true,
      {
        typ: 'at+jwt',
        client: { client_id: 'portal', jti: expect.any(String) },
        permissions: ['read:reports'],
      },
    ],
  ])('%s, roles asked: %s', async (token_dialect, enforce_policies, expected) => {
    changeApi({ enforce_policies, token_dialect })
    ann.role_ids = ['rol_reader']
    const token = await accessToken({ scope: 'openid' })
    const { permissions, iss, sub, aud, iat, exp, scope, ...client } = decodeJwt(token)
    expect({ typ: decodeProtectedHeader(token).typ, client, permissions }).toEqual(expected)
    expect([iss, sub, aud, scope, Number(exp) - Number(iat)]).toEqual([
      scene.tenant.issuer,
      ann.user_id,
      [API, `${scene.tenant.issuer}userinfo`],
      'openid',
      600,
    ])
  })

  test('a token of the other profile opens /userinfo and is told the origin', async () => {
    changeApi({ token_dialect: 'rfc9068_profile' })
    const token = await accessToken({ scope: 'openid' })
    const answer = await scene.fetch(`${scene.tenant.issuer}userinfo`, {
      headers: { authorization: `Bearer ${token}`, origin: 'https://app.example.com' },
    })
    expect([answer.headers.get('access-control-allow-origin'), await answer.json()]).toEqual([
      'https://app.example.com',
      { sub: ann.user_id },
    ])
  })
})

test('Actions see the roles that count: outside of an organization the person’s own', async () => {
  Object.assign(ann, { role_ids: ['rol_reader'] })
  setRoles(ACME, ['rol_writer'])
  await accessToken({})
  await accessToken({ organization: ACME })
  expect(scene.runs.map(({ event }) => event.authorization)).toEqual([
    { roles: ['rol_reader'] },
    { roles: ['rol_writer'] },
  ])
})

test('a scope that an Action adds counts more than roles, and is no permission', async () => {
  ann.role_ids = ['rol_reader']
  scene.whenActionsRun({ addedScopes: ['write:reports'], removedScopes: ['read:reports'] })
  const { permissions, scope } = decodeJwt(await accessToken())
  expect([permissions, scope]).toEqual([['read:reports'], 'openid write:reports'])
})

describe('a machine is told its scopes twice', () => {
  const grantOf = (scope: string[]) =>
    scene.tenant.state.clientGrants.set('cgr_api', {
      id: 'cgr_api',
      client_id: 'robot',
      audience: API,
      scope,
    })
  test.each([
    [
      'access_token_authz',
      { typ: 'JWT', azp: 'robot', gty: 'client-credentials', permissions: ['read:reports'] },
    ],
    ['access_token', { typ: 'JWT', azp: 'robot', gty: 'client-credentials' }],
    [
      'rfc9068_profile_authz',
      {
        typ: 'at+jwt',
        client_id: 'robot',
        jti: expect.any(String),
        permissions: ['read:reports'],
      },
    ],
  ])('%s', async (token_dialect, expected) => {
    changeApi({ token_dialect })
    grantOf(['read:reports'])
    const { body } = await askToken(scene, {
      grant_type: 'client_credentials',
      client_id: 'robot',
      client_secret: 'robot-secret-of-the-test',
      audience: API,
    })
    const { iss, sub, aud, iat, exp, scope, ...claims } = decodeJwt(String(body.access_token))
    const { typ } = decodeProtectedHeader(String(body.access_token))
    expect({ typ, ...claims }).toEqual(expected)
    expect(scope).toBe('read:reports')
  })
})

test("a password login, too, has the person's own permissions and no others", async () => {
  scene.tenant.state.settings.set('tenant-settings', { default_directory: 'members' })
  changeClient(scene, 'portal', { grant_types: ['password'] })
  ann.role_ids = ['rol_reader']
  setRoles(ACME, ['rol_writer'])
  const { body } = await askToken(scene, {
    grant_type: 'password',
    client_id: 'portal',
    username: 'ann@example.com',
    password: 'Correct-Horse-9',
    audience: API,
  })
  const { permissions, scope } = decodeJwt(String(body.access_token))
  expect([permissions, scope]).toEqual([['read:reports'], 'read:reports'])
})
