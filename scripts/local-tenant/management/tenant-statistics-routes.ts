import type { Tenant, TenantLog } from '../store.ts'
import { invalidQuery } from './management-error.ts'
import { get, ok, type Route } from './route.ts'

const DAY_MS = 86_400_000

/** Counted from what the tenant keeps: its people, and the log of its logins. */
export const tenantStatisticsRoutes: readonly Route[] = [
  get('/stats/active-users', 'read:stats', ({ tenant }) => ok(activeUsers(tenant))),
  get(
    '/stats/daily',
    'read:stats',
    ({ tenant, query }) => {
      const days = dailyStatistics(tenant)
      const [from, to] = [dayOf(query, 'from'), dayOf(query, 'to')]
      return ok(days.filter(({ date }) => (!from || date >= from) && (!to || date <= `${to}T24`)))
    },
    'counted from the log, which is complete at once',
  ),
]

/**
 * @fact It is the number of people who signed in within the last 30 days. (types of auth0 7.1.0,
 * stats.getActiveUsersCount; read 2026-12-02)
 */
function activeUsers({ state, clock }: Tenant): number {
  const since = new Date(clock.now() - 30 * DAY_MS).toISOString()
  return [...state.users.values()].filter(({ last_login = '' }) => last_login >= since).length
}

/** `20260131`, as the SDK sends a day. @throws ManagementError 400 */
function dayOf(query: URLSearchParams, name: 'from' | 'to'): string | null {
  const text = query.get(name)
  if (text === null) return null
  const day = text.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3')
  if (day !== text && !Number.isNaN(Date.parse(day))) return day
  throw invalidQuery(`'String does not match pattern YYYYMMDD' on property ${name}.`)
}

function dailyStatistics({ state }: Tenant) {
  const days = new Map<string, { logins: number; signups: number }>()
  for (const log of state.logs) {
    const date = `${log.date.slice(0, 10)}T00:00:00.000Z`
    const day = days.get(date) ?? { logins: 0, signups: 0 }
    if (isLogin(log)) day.logins += 1
    if (log.type === 'ss') day.signups += 1
    days.set(date, day)
  }
  return [...days].map(([date, counted]) => ({
    date,
    ...counted,
    leaked_passwords: 0,
    created_at: date,
    updated_at: date,
  }))
}

const isLogin = ({ type }: TenantLog): boolean => type === 's'
