import { expect } from 'vitest'
import type { ClientGrant } from '../../../scripts/local-tenant/store.ts'
import { askToken, changeClient, claimsOf, refusalOf } from './ask-token.ts'
import { scene, test } from './scene-test.ts'
import { ACME, API, logTypes } from './start-scene.ts'

const ROBOT = {
  grant_type: 'client_credentials',
  client_id: 'robot',
  client_secret: 'robot-secret-of-the-test',
  audience: API,
}

function grantApi(differences: Partial<ClientGrant> = {}): void {
  scene.tenant.state.clientGrants.set('cgr_api', {
    id: 'cgr_api',
    client_id: 'robot',
    audience: API,
    scope: ['read:reports', 'write:reports'],
    ...differences,
  })
}

const REQUIRED = [400, 'invalid_request', 'parameter organization is required for this client']
const DENIED = [400, 'invalid_request', 'parameter organization is not allowed for this client']
const INVALID = [400, 'invalid_request', 'parameter organization is invalid']
const FOREIGN = [403, 'access_denied', 'Client is not authorized to access this organization']

test.each<[string, Partial<ClientGrant>, string | undefined, string | undefined | unknown[]]>([
  ['a grant without usage, no organization', {}, undefined, undefined],
  ['a grant without usage', {}, ACME, DENIED],
  ['usage deny', { organization_usage: 'deny' }, ACME, DENIED],
  ['usage allow, no organization', { organization_usage: 'allow' }, undefined, undefined],
  ['usage require, no organization', { organization_usage: 'require' }, undefined, REQUIRED],
  ['usage allow, not associated', { organization_usage: 'allow' }, ACME, FOREIGN],
  ['any organization', { organization_usage: 'allow', allow_any_organization: true }, ACME, ACME],
  ['by name', { organization_usage: 'require', allow_any_organization: true }, 'acme', INVALID],
  [
    'an unknown one',
    { organization_usage: 'allow', allow_any_organization: true },
    'org_x',
    INVALID,
  ],
])('%s', async (_what, grant, organization, expected) => {
  grantApi(grant)
  const answer = await askToken(scene, { ...ROBOT, organization })
  if (Array.isArray(expected)) {
    expect(refusalOf(answer)).toEqual(expected)
    expect([scene.runs.length, logTypes(scene)]).toEqual([0, ['feccft']])
    return
  }
  expect(answer.status).toBe(200)
  expect(claimsOf(answer).org_id).toBe(expected)
  expect(scene.runs[0]?.event.organization).toEqual(
    expected === undefined
      ? undefined
      : { id: ACME, name: 'acme', display_name: 'The acme', metadata: { tier: 'gold' } },
  )
})

test('an organization the grant is associated with, or that is the default', async () => {
  grantApi({ organization_usage: 'require' })
  scene.tenant.state.organizationClientGrants.push({ organization_id: ACME, grant_id: 'cgr_api' })
  expect(claimsOf(await askToken(scene, { ...ROBOT, organization: ACME })).org_id).toBe(ACME)
  changeClient(scene, 'robot', {
    default_organization: { organization_id: ACME, flows: ['client_credentials'] },
  })
  expect(claimsOf(await askToken(scene, ROBOT)).org_id).toBe(ACME)
})

test('an organization may be named where the tenant takes names, and the token says it', async () => {
  grantApi({ organization_usage: 'require', allow_any_organization: true })
  scene.tenant.state.settings.set('tenant-settings', {
    allow_organization_name_in_authentication_api: true,
  })
  const { org_id, org_name } = claimsOf(await askToken(scene, { ...ROBOT, organization: 'acme' }))
  expect([org_id, org_name]).toEqual([ACME, 'acme'])
})

test('the event of credentials-exchange, whole', async () => {
  grantApi()
  await askToken(scene, { ...ROBOT, scope: 'read:reports' })
  expect(scene.runs).toEqual([
    {
      triggerId: 'credentials-exchange',
      handler: 'onExecuteCredentialsExchange',
      event: {
        tenant: { id: 'test-tenant' },
        accessToken: { customClaims: {}, scope: ['read:reports'] },
        client: { client_id: 'robot', name: 'Robot', metadata: {} },
        request: {
          geoip: {},
          hostname: scene.tenant.domain,
          ip: '127.0.0.1',
          language: '*',
          method: 'POST',
          user_agent: 'test/1',
          body: {
            grant_type: 'client_credentials',
            client_id: 'robot',
            audience: API,
            scope: 'read:reports',
          },
        },
        resource_server: { identifier: API },
        transaction: { requested_scopes: ['read:reports'], target_scopes: ['read:reports'] },
      },
    },
  ])
})

test('Actions add claims and narrow scopes; the protocol’s own claims stay', async () => {
  grantApi()
  scene.whenActionsRun({
    accessTokenClaims: { 'https://example.com/tier': 'gold', sub: 'somebody' },
    targetScopes: ['read:reports', 'not:granted'],
  })
  const answer = await askToken(scene, ROBOT)
  expect([answer.body.scope, claimsOf(answer)]).toEqual([
    'read:reports',
    {
      'https://example.com/tier': 'gold',
      iss: scene.tenant.issuer,
      sub: 'robot@clients',
      aud: API,
      azp: 'robot',
      gty: 'client-credentials',
      scope: 'read:reports',
    },
  ])
})

test.each([
  ['invalid_scope', 'not yours'],
  ['invalid_request', 'not now'],
  ['server_error', 'not ever'],
])('a denial with %s is told to the machine', async (code, reason) => {
  grantApi()
  scene.whenActionsRun({
    executionId: 'run-1',
    refusal: { kind: 'denied', actionName: 'gate', code, reason },
  })
  expect(refusalOf(await askToken(scene, ROBOT))).toEqual([400, code, reason])
  const log = scene.tenant.state.logs.at(-1)
  expect([log?.type, log?.description, log?.details]).toEqual([
    'feccft',
    reason,
    { actions: { executions: ['run-1'] } },
  ])
})

test('a failed Action gives no token', async () => {
  grantApi()
  scene.whenActionsRun({
    refusal: { kind: 'failed', actionName: 'gate', message: 'boom', timedOut: false },
  })
  expect(refusalOf(await askToken(scene, ROBOT))).toEqual([400, 'server_error', 'boom'])
})

test('a grant for people is none for machines', async () => {
  grantApi({ subject_type: 'user' })
  expect((await askToken(scene, ROBOT)).body.error).toBe('access_denied')
})
