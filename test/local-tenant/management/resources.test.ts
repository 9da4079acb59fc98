import { X509Certificate } from 'node:crypto'
import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import type { JsonObject } from '../../../scripts/local-tenant/store.ts'
import {
  callManagement,
  managementClient,
  mintToken,
  refusalOf,
  rememberState,
} from './management-access.ts'

const API = 'https://api.example.com/'
let running: RunningTenant
let management: ManagementClient
let restore: () => void

beforeAll(async () => {
  running = await startTenant()
  management = await managementClient(running)
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

describe('clients', () => {
  test.each([
    ['spa', 'none', ['authorization_code', 'implicit', 'refresh_token']],
    [
      'regular_web',
      undefined,
      ['authorization_code', 'implicit', 'refresh_token', 'client_credentials'],
    ],
    ['non_interactive', undefined, ['client_credentials']],
  ] as const)('of type %s have Auth0’s defaults', async (app_type, method, grants) => {
    const made = await management.clients.create({ name: 'Portal', app_type })
    expect([made.token_endpoint_auth_method, made.grant_types]).toEqual([method, grants])
  })

  test('show the certificate of the key that signs to those who may read keys, and never the key', async () => {
    const { body: made } = (await callManagement(running, 'POST', '/clients', {
      body: { name: 'Portal' },
    })) as { body: JsonObject }
    const { client_id } = made
    const shown = async (scopes: string[]) => {
      const token = await mintToken(running, { scopes })
      const { body } = await callManagement(running, 'GET', `/clients/${client_id}`, { token })
      return body as JsonObject & { signing_keys?: { cert: string; subject: string }[] }
    }
    const { signing_keys = [], ...seen } = await shown(['read:client_keys'])
    const [{ cert, subject } = { cert: '', subject: '' }] = signing_keys
    const jwk = new X509Certificate(cert).publicKey.export({ format: 'jwk' })
    expect([jwk.n, subject]).toEqual([
      running.tenant.signingKey.privateJwk.n,
      `/CN=${running.tenant.domain}`,
    ])
    expect(JSON.stringify([made, signing_keys])).not.toContain('PRIVATE KEY')
    expect([made.encrypted, seen.encrypted, made.signing_keys]).toEqual([
      true,
      undefined,
      signing_keys,
    ])
    const { signing_keys: hidden, client_secret: secret } = await shown(['read:clients'])
    expect([hidden, secret]).toEqual([undefined, undefined])
  })

  test('may share a name but no id and no secret', async () => {
    const one = await management.clients.create({ name: 'Portal' })
    const two = await management.clients.create({ name: 'Portal' })
    expect(new Set([one.client_id, two.client_id]).size).toBe(2)
    expect(new Set([one.client_secret, two.client_secret]).size).toBe(2)
  })

  test('keep their metadata key by key; null removes', async () => {
    const { client_id = '' } = await management.clients.create({
      name: 'Portal',
      client_metadata: { a: '1', b: '2' },
    })
    const updated = await management.clients.update(client_id, {
      client_metadata: { a: null, c: '3' } as never,
    })
    expect(updated.client_metadata).toEqual({ b: '2', c: '3' })
  })

  test.each([
    ['no name', {}],
    ['a name with a bracket', { name: '<b>' }],
    ['an organization usage nobody knows', { name: 'a', organization_usage: 'maybe' }],
    ['an id of its own choice', { name: 'a', client_id: 'mine' }],
  ])('with %s are refused', async (_what, body) => {
    expect((await callManagement(running, 'POST', '/clients', { body })).body).toMatchObject({
      errorCode: 'invalid_body',
    })
  })

  test('say how their secret is read, whatever else was sent of their tokens', async () => {
    const sent = { alg: 'RS256', lifetime_in_seconds: 600 } as const
    const made = await management.clients.create({ name: 'Portal', jwt_configuration: sent })
    const { client_id = '' } = made
    const updated = await management.clients.update(client_id, {
      jwt_configuration: { ...sent, lifetime_in_seconds: 60 },
    })
    expect([made, updated].map((one) => one.jwt_configuration)).toEqual([
      { ...sent, secret_encoded: false },
      { ...sent, lifetime_in_seconds: 60, secret_encoded: false },
    ])
  })

  test('take their grants and connections with them', async () => {
    const { client_id = '' } = await management.clients.create({ name: 'Export' })
    await management.resourceServers.create({ identifier: API })
    await management.clientGrants.create({ client_id, audience: API, scope: [] })
    const { id = '' } = await management.connections.create({ name: 'members', strategy: 'auth0' })
    await management.connections.clients.update(id, [{ client_id, status: true }])
    await management.clients.delete(client_id)
    expect((await management.clientGrants.list({ client_id })).data).toEqual([])
    expect(running.tenant.state.connections.get(id)?.enabled_clients).toEqual([])
  })
})

describe('connections', () => {
  test.each([
    ['POST', '/connections', { name: 'a', strategy: 'auth0', enabled_clients: [] }],
    ['PATCH', '/connections/:id', { enabled_clients: [] }],
    ['PATCH', '/connections/:id', { name: 'renamed' }],
  ])('%s %s refuses %j', async (method, path, body) => {
    const { id = '' } = await management.connections.create({ name: 'members', strategy: 'auth0' })
    const answer = await callManagement(running, method, path.replace(':id', id), { body })
    expect([answer.status, answer.body]).toMatchObject([400, { errorCode: 'invalid_body' }])
  })

  test('have their clients switched on and off one by one, and list them in both places', async () => {
    const { id = '' } = await management.connections.create({ name: 'members', strategy: 'auth0' })
    const clients: string[] = []
    for (const name of ['a', 'b']) {
      clients.push((await management.clients.create({ name })).client_id ?? '')
    }
    const [a = '', b = ''] = clients
    await management.connections.clients.update(id, [
      { client_id: a, status: true },
      { client_id: b, status: true },
    ])
    await management.connections.clients.update(id, [{ client_id: a, status: false }])
    const listed = (await management.connections.clients.get(id)).data
    const { body } = await callManagement(running, 'GET', '/connections?take=50')
    expect(listed).toEqual([{ client_id: b }])
    expect(body).toMatchObject({ connections: [{ enabled_clients: [b] }] })
  })

  test('have their options replaced whole', async () => {
    const { id = '' } = await management.connections.create({
      name: 'acme',
      strategy: 'oidc',
      options: { client_id: 'a', client_secret: 'b' } as never,
    })
    const { options } = await management.connections.update(id, {
      options: { client_id: 'c' } as never,
    })
    expect(options).toEqual({ client_id: 'c' })
  })

  test('are found by strategy and by name', async () => {
    await management.connections.create({ name: 'members', strategy: 'auth0' })
    await management.connections.create({ name: 'acme', strategy: 'oidc' })
    const byStrategy = await management.connections.list({ strategy: ['oidc'] })
    const byName = await management.connections.list({ name: 'members' })
    expect([byStrategy.data.map(({ name }) => name), byName.data.map(({ name }) => name)]).toEqual([
      ['acme'],
      ['members'],
    ])
  })

  test('are deleted with a date, and have no SCIM', async () => {
    const { id = '' } = await management.connections.create({ name: 'acme', strategy: 'oidc' })
    const scim = await callManagement(running, 'GET', `/connections/${id}/scim-configuration`)
    const deleted = await callManagement(running, 'DELETE', `/connections/${id}`)
    expect([scim.status, deleted.status, deleted.body]).toEqual([
      404,
      202,
      { deleted_at: expect.any(String) },
    ])
  })
})

describe('permissions', () => {
  const READ = { resource_server_identifier: API, permission_name: 'read:documents' }
  let role: string
  beforeEach(async () => {
    await management.resourceServers.create({
      identifier: API,
      name: 'Example',
      scopes: [{ value: 'read:documents', description: 'Read' }],
    })
    role = (await management.roles.create({ name: 'Member' })).id ?? ''
  })

  test('are held once, and described by their API', async () => {
    await management.roles.permissions.add(role, { permissions: [READ, READ] })
    await management.roles.permissions.add(role, { permissions: [READ] })
    const held = (await management.roles.permissions.list(role)).data
    await management.roles.permissions.delete(role, { permissions: [READ] })
    expect(held).toEqual([{ ...READ, resource_server_name: 'Example', description: 'Read' }])
    expect((await management.roles.permissions.list(role)).data).toEqual([])
  })

  test.each([
    ['of an unknown API', { ...READ, resource_server_identifier: 'https://x.example/' }, 404],
    ['the API does not have', { ...READ, permission_name: 'fly' }, 400],
  ])('%s are refused', async (_what, permission, status) => {
    const call = management.roles.permissions.add(role, { permissions: [permission] })
    expect((await refusalOf(call)).status).toBe(status)
  })
})

test.each([
  ['a scope the API does not declare', { scope: ['fly'] }, 400, 'invalid_scope'],
  ['an unknown API', { audience: 'https://x.example/' }, 404, 'inexistent_resource_server'],
  ['an unknown client', { client_id: 'nobody' }, 404, 'inexistent_client'],
])('a client grant for %s is refused', async (_what, differences, status, code) => {
  const { client_id = '' } = await management.clients.create({ name: 'Export' })
  await management.resourceServers.create({ identifier: API })
  const grant = { client_id, audience: API, scope: [], ...differences }
  expect(await refusalOf(management.clientGrants.create(grant))).toEqual({ status, code })
})

test('a client has one grant of an API for itself, and one for people', async () => {
  const { client_id = '' } = await management.clients.create({ name: 'Export' })
  await management.resourceServers.create({ identifier: API, scopes: [{ value: 'read:all' }] })
  const grant = { client_id, audience: API, scope: ['read:all'] }
  const own = await management.clientGrants.create(grant)
  const people = await management.clientGrants.create({ ...grant, subject_type: 'user' })
  expect([own.subject_type, people.subject_type, own.id === people.id]).toEqual([
    'client',
    'user',
    false,
  ])
  const listed = async (query: object) =>
    (await management.clientGrants.list(query)).data
      .filter((one) => one.client_id === client_id)
      .map(({ id }) => id)
  expect(await listed({ subject_type: 'user' })).toEqual([people.id])
  expect(await listed({ subject_type: 'client' })).toEqual([own.id])
  for (const differences of [{}, { subject_type: 'client' }, { subject_type: 'user' }] as const) {
    const again = management.clientGrants.create({ ...grant, ...differences })
    expect(await refusalOf(again)).toEqual({ status: 409, code: 'client_grant_conflict' })
  }
  // The one for people is named the same whichever came first.
  await management.clientGrants.delete(own.id ?? '')
  await management.clientGrants.delete(people.id ?? '')
  const first = await management.clientGrants.create({ ...grant, subject_type: 'user' })
  expect(first.id).toBe(people.id)
  expect(await refusalOf(management.clientGrants.list({ subject_type: 'x' } as never))).toEqual({
    status: 400,
    code: 'invalid_query_string',
  })
})

test('the Management API itself is neither renamed nor deleted', async () => {
  const [system] = (await management.resourceServers.list()).data
  const id = system?.id ?? ''
  const refusals = [
    await refusalOf(management.resourceServers.delete(id)),
    await refusalOf(management.resourceServers.update(id, { name: 'Mine' })),
  ]
  const refused = { status: 400, code: 'operation_not_supported' }
  expect([system?.is_system, refusals]).toEqual([true, [refused, refused]])
})

describe('tenant settings', () => {
  test('take lifetimes in minutes and answer them in hours', async () => {
    await callManagement(running, 'PATCH', '/tenants/settings', {
      body: { session_lifetime_in_minutes: 181, idle_session_lifetime: 1 },
    })
    const settings = await management.tenants.settings.get()
    expect([settings.session_lifetime, settings.idle_session_lifetime]).toEqual([181 / 60, 1])
    expect(settings).not.toHaveProperty('session_lifetime_in_minutes')
  })

  test('keep the flags that are not spoken of', async () => {
    const { flags: before } = await management.tenants.settings.get()
    const { flags } = await management.tenants.settings.update({ flags: { enable_sso: false } })
    expect(flags).toEqual({ ...before, enable_sso: false })
  })
})

test('attack protection keeps the stages that are not spoken of', async () => {
  const { attackProtection } = management
  await attackProtection.suspiciousIpThrottling.update({
    stage: { 'pre-login': { max_attempts: 66, rate: 864_000 } },
  })
  expect((await attackProtection.suspiciousIpThrottling.get()).stage).toEqual({
    'pre-login': { max_attempts: 66, rate: 864_000 },
    'pre-user-registration': { max_attempts: 50, rate: 1200 },
    'pre-custom-token-exchange': { max_attempts: 10, rate: 600_000 },
  })
})

test('prompt texts are kept per prompt and language', async () => {
  const path = '/prompts/login/custom-text'
  const body = { login: { title: 'Hello' } }
  await callManagement(running, 'PUT', `${path}/en`, { body })
  const english = await callManagement(running, 'GET', `${path}/en`)
  const french = await callManagement(running, 'GET', `${path}/fr`)
  expect([english.body, french.body]).toEqual([body, {}])
})

describe('logs', () => {
  test('tell of every change and of no reading, newest first, without bodies', async () => {
    await management.users.list()
    await management.roles.create({ name: 'one' })
    await management.organizations.create({ name: 'two' })
    const { body } = await callManagement(running, 'GET', '/logs')
    expect((body as { description: string }[]).map(({ description }) => description)).toEqual([
      'POST /organizations',
      'POST /roles',
    ])
    expect(JSON.stringify(body)).not.toContain('two')
  })

  test('are read on from the last one seen, oldest first', async () => {
    for (const name of ['a', 'b', 'c']) await management.roles.create({ name })
    const ids = running.tenant.state.logs.map(({ log_id }) => log_id)
    const { body } = await callManagement(running, 'GET', `/logs?from=${ids[0]}&take=5`)
    expect((body as { log_id: string }[]).map(({ log_id }) => log_id)).toEqual(ids.slice(1))
  })

  test('are searched by type', async () => {
    await management.roles.create({ name: 'a' })
    const found = async (q: string) => {
      const { body } = await callManagement(running, 'GET', `/logs?q=${q}`)
      return (body as { type: string }[]).map(({ type }) => type)
    }
    expect([
      await found('type:fi'),
      await found('type:(sapi OR fi) AND date:[2026-01-01 TO *]'),
      await found('type:SAPI'),
    ]).toEqual([[], ['sapi'], []])
  })
})
