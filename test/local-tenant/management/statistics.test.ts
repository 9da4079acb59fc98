import { expect, test } from 'vitest'
import { createUser } from '../../../scripts/local-tenant/users.ts'
import { aRestoredTenant } from './a-restored-tenant.ts'
import { callAsSdk, outcomeOf } from './call-as-sdk.ts'

const tenant = aRestoredTenant(async (running) => {
  await callAsSdk(running, 'POST', '/connections', { name: 'members', strategy: 'auth0' })
})

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const read = (path: string) => callAsSdk(tenant.running, 'GET', path)

test('whoever signed in within 30 days is active, and nobody else', async () => {
  const now = tenant.running.tenant.clock.now()
  for (const [email, before] of [
    ['a@example.com', 0],
    ['b@example.com', 30 * DAY_MS - HOUR_MS],
    ['c@example.com', 30 * DAY_MS + HOUR_MS],
    ['d@example.com', undefined],
  ] as const) {
    const created = createUser(tenant.running.tenant, { connection: 'members', email })
    if (!created.ok) throw new Error(created.reason)
    if (before === undefined) continue
    created.user.last_login = new Date(now - before).toISOString()
  }
  expect((await read('/stats/active-users')).body).toBe(2)
})

const LOGS = [
  ['2026-11-19T23:59:59.999Z', 's'],
  ['2026-11-20T00:00:00.000Z', 's'],
  ['2026-11-20T12:00:00.000Z', 'ss'],
  ['2026-11-20T13:00:00.000Z', 's'],
  ['2026-11-20T14:00:00.000Z', 'f'],
  ['2026-11-22T00:00:00.000Z', 'ss'],
] as const
const day = (date: string, logins: number, signups: number) => ({
  date: `${date}T00:00:00.000Z`,
  logins,
  signups,
  leaked_passwords: 0,
  created_at: `${date}T00:00:00.000Z`,
  updated_at: `${date}T00:00:00.000Z`,
})
const [FIRST, SECOND, THIRD] = [
  day('2026-11-19', 1, 0),
  day('2026-11-20', 2, 1),
  day('2026-11-22', 0, 1),
]

test.each([
  ['', [FIRST, SECOND, THIRD]],
  ['?from=20261120', [SECOND, THIRD]],
  ['?to=20261120', [FIRST, SECOND]],
  ['?from=20261120&to=20261121', [SECOND]],
  ['?from=20261121&to=20261121', []],
])('days of the log%s', async (query, days) => {
  tenant.running.tenant.state.logs = LOGS.map(([date, type], nth) => ({
    log_id: `9${nth}`,
    date,
    type,
  }))
  expect((await read(`/stats/daily${query}`)).body).toEqual(days)
})

test.each(['?from=2026-11-20', '?to=yesterday', '?from=20261340'])(
  'a day that is none is refused: %s',
  async (query) => {
    expect(outcomeOf(await read(`/stats/daily${query}`))).toBe('invalid_query_string')
  },
)
