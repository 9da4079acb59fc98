import { beforeEach, expect, test } from 'vitest'
import { createClock } from '../../scripts/local-tenant/clock.ts'
import { createSigningKey } from '../../scripts/local-tenant/signing-key.ts'
import { emptyState, type Tenant } from '../../scripts/local-tenant/store.ts'
import { TENANT_LOG_LIMIT, writeLog } from '../../scripts/local-tenant/tenant-log.ts'
import {
  checkPassword,
  createUser,
  findUserByEmail,
  hashPassword,
} from '../../scripts/local-tenant/users.ts'

const NOON_MS = Date.parse('2026-11-20T12:00:00.000Z')
const signingKey = createSigningKey()
let tenant: Tenant

beforeEach(async () => {
  tenant = {
    state: emptyState(),
    clock: createClock(NOON_MS),
    domain: 'localhost:1',
    issuer: 'https://localhost:1/',
    tenantId: 'test-tenant',
    signingKey: await signingKey,
  }
  for (const [id, name, strategy] of [
    ['con_1', 'members', 'auth0'],
    ['con_2', 'sso', 'oidc'],
  ] as const) {
    tenant.state.connections.set(id, { id, name, strategy, enabled_clients: [] })
  }
})

test('a database keeps addresses in lower case, an enterprise connection as they come', () => {
  const emails = ['members', 'sso'].map((connection) => {
    const created = createUser(tenant, { connection, email: 'Ann@Example.com' })
    return created.ok ? created.user.email : created.reason
  })
  expect(emails).toEqual(['ann@example.com', 'Ann@Example.com'])
  expect(findUserByEmail(tenant, 'members', 'ANN@example.com')?.email).toBe('ann@example.com')
  expect(findUserByEmail(tenant, 'sso', 'ann@example.com')).toBeUndefined()
})

test.each([
  ['the same address', { connection: 'members', email: 'ANN@example.com' }, 'user_exists'],
  ['the same name', { connection: 'members', username: 'ann' }, 'user_exists'],
  ['an id that is taken', { connection: 'members', user_id: 'fixed' }, 'user_exists'],
  [
    'an unknown connection',
    { connection: 'nowhere', email: 'a@example.com' },
    'connection_unknown',
  ],
])('%s makes nobody', (_what, input, reason) => {
  createUser(tenant, { connection: 'members', email: 'ann@example.com', username: 'ann' })
  createUser(tenant, { connection: 'members', user_id: 'fixed' })
  expect(createUser(tenant, input)).toEqual({ ok: false, reason })
})

test('who is deleted and made again is another person', () => {
  const ids = [1, 2].map(() => {
    const created = createUser(tenant, { connection: 'members', email: 'ann@example.com' })
    if (!created.ok) return created.reason
    tenant.state.users.delete(created.user.user_id)
    return created.user.user_id
  })
  expect(ids[0]).toMatch(/^auth0\|[0-9a-f]{24}$/)
  expect(ids[1]).not.toBe(ids[0])
})

test.each([
  ['the password', 'Correct-Horse-9', true],
  ['another one', 'correct-horse-9', false],
  ['none', '', false],
])('%s opens: %s', async (_what, password, opens) => {
  const password_hash = await hashPassword('Correct-Horse-9')
  const created = createUser(tenant, {
    connection: 'members',
    email: 'a@example.com',
    password_hash,
  })
  expect(created.ok && (await checkPassword(created.user, password))).toBe(opens)
})

test('who has no password cannot be opened with any', async () => {
  const created = createUser(tenant, { connection: 'members', email: 'a@example.com' })
  expect(created.ok && (await checkPassword(created.user, ''))).toBe(false)
})

test('the log is bounded, and its ids ascend', () => {
  for (let nth = 0; nth < TENANT_LOG_LIMIT * 2; nth += 1) writeLog(tenant, { type: 's', nth })
  const { logs } = tenant.state
  expect(logs.length).toBeLessThan(TENANT_LOG_LIMIT + 1_000)
  expect(logs.at(-1)?.nth).toBe(TENANT_LOG_LIMIT * 2 - 1)
  const ids = logs.map(({ log_id }) => log_id)
  expect([...ids].sort()).toEqual(ids)
})
