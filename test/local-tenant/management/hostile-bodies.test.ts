import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createClock } from '../../../scripts/local-tenant/clock.ts'
import { createManagementApi } from '../../../scripts/local-tenant/management/management-api.ts'
import { managementRoutes } from '../../../scripts/local-tenant/management/management-routes.ts'
import { createActionRuntime } from '../../../scripts/local-tenant/runtime/create-action-runtime.ts'
import { seedMachineClients } from '../../../scripts/local-tenant/seed-machine-clients.ts'
import { createSigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { emptyState, type Tenant } from '../../../scripts/local-tenant/store.ts'
import { createUser } from '../../../scripts/local-tenant/users.ts'
import { mintToken, rememberState } from './management-access.ts'

/** In memory, without a socket: thousands of requests. */
let call: (
  method: string,
  path: string,
  body?: string,
) => Promise<{ status: number; code: unknown }>
let ids: Record<string, string>
let restore: () => void

beforeAll(async () => {
  const tenant: Tenant = {
    state: emptyState(),
    clock: createClock(),
    domain: 'localhost:1',
    issuer: 'https://localhost:1/',
    tenantId: 'example',
    signingKey: await createSigningKey(),
  }
  seedMachineClients(tenant)
  const api = createManagementApi(tenant, {
    actionBuildMs: 0,
    runtime: createActionRuntime(tenant),
  })
  const token = await mintToken({ tenant } as never)
  call = async (method, path, body) => {
    const answer = await api.request(`https://localhost:1/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined || method === 'GET' ? {} : { body }),
    })
    const text = await answer.text()
    const parsed = text === '' ? {} : JSON.parse(text)
    return { status: answer.status, code: parsed?.errorCode }
  }
  ids = await populate(tenant)
  restore = rememberState(tenant)
})
beforeEach(() => restore())

async function populate(tenant: Tenant): Promise<Record<string, string>> {
  const { state } = tenant
  const body = (value: object) => JSON.stringify(value)
  await call('POST', '/connections', body({ name: 'members', strategy: 'auth0' }))
  await call('POST', '/organizations', body({ name: 'acme' }))
  await call('POST', '/roles', body({ name: 'Member' }))
  const trigger = { id: 'post-login', version: 'v3' }
  await call(
    'POST',
    '/actions/actions',
    body({ name: 'a', supported_triggers: [trigger], deploy: true }),
  )
  createUser(tenant, { connection: 'members', email: 'mira@example.com', user_id: '1' })
  const first = (map: Map<string, unknown>) => map.keys().next().value as string
  return {
    client_id: first(state.clients),
    connection_id: first(state.connections),
    organization_id: first(state.organizations),
    action_id: first(state.actions),
    version_id: first(state.actionVersions),
    user_id: 'auth0%7C1',
    trigger_id: 'post-login',
    id: first(state.roles),
  }
}

const fill = (path: string): string =>
  path.replace(/:(\w+)/g, (_match, name: string) => ids[name] ?? 'unknown')

/** Objects that use the property names the routes know, so that they get past the first check. */
const names = fc.constantFrom(
  ...[
    'name',
    'options',
    'email',
    'app_metadata',
    'secrets',
    'bindings',
    'members',
    'roles',
    'scopes',
  ],
  ...[
    'code',
    'supported_triggers',
    'connection',
    'password',
    'flags',
    'permissions',
    'scope',
    '__proto__',
  ],
)
const hostile = fc.oneof(
  fc.json(),
  fc.string(),
  fc.dictionary(names, fc.jsonValue({ maxDepth: 3 })).map((value) => JSON.stringify(value)),
)

describe.each(managementRoutes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s',
  (_name, { method, path }) => {
    test('never answers 5xx and never falls over, whatever is sent', async () => {
      await fc.assert(
        fc.asyncProperty(hostile, async (body) => {
          const { status, code } = await call(method, fill(path), body)
          expect(status).toBeLessThan(500)
          expect(code).not.toBe('local_tenant_bug')
        }),
        { numRuns: method === 'GET' ? 1 : 40 },
      )
    })
  },
)

test.each([
  ['text that is no JSON', '{"name":', 'invalid_body'],
  ['a list where an object belongs', '[]', 'invalid_body'],
  ['no body at all', undefined, 'invalid_body'],
  ['nesting without end', `${'{"name":'.repeat(5_000)}1${'}'.repeat(5_000)}`, 'invalid_body'],
  ['nesting too deep', `${'{"name":'.repeat(101)}1${'}'.repeat(101)}`, 'invalid_body'],
  ['more than the tenant reads', `{"name":"${'x'.repeat(2_000_001)}"}`, 'payload_too_large'],
])('%s is refused by name', async (_what, body, code) => {
  expect((await call('POST', '/organizations', body)).code).toBe(code)
})

test.each([
  ['per_page=0', 'invalid_query_string'],
  ['per_page=101', 'invalid_query_string'],
  ['page=-1', 'invalid_query_string'],
  ['page=x', 'invalid_query_string'],
  ['include_totals=yes', 'invalid_query_string'],
  ['take=0', 'invalid_query_string'],
  ['from=bm9wZQ', 'invalid_query_string'],
])('the list query %s is refused by name', async (query, code) => {
  expect(await call('GET', `/organizations?${query}`)).toEqual({ status: 400, code })
})
