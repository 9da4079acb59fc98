import type { Json, TenantLog } from '../store.ts'
import { isObject } from './body.ts'
import { ManagementError } from './management-error.ts'
import { pagedList, readInteger, selectFields } from './paging.ts'
import { get, type ManagementRequest, ok, param, type Route, type RouteAnswer } from './route.ts'
import { parseSearchQuery, type SearchRules } from './search-query.ts'

export const logRoutes: readonly Route[] = [
  get(
    '/logs',
    ['read:logs', 'read:logs_users'],
    listLogs,
    'complete at once; the oldest are dropped by number, not by age; `q` finds whole values; a bare word is looked for in all fields that are searchable',
  ),
  get('/logs/:log_id', ['read:logs', 'read:logs_users'], showLog),
]

/** @fact Case counts in all fields of the log. (Auth0 docs, log search query syntax; read 2026-12-02) */
const SEARCH: SearchRules = {
  bareFields: [
    'client_id',
    'client_name',
    'connection',
    'connection_id',
    'description',
    'hostname',
    'ip',
    'log_id',
    'organization_id',
    'strategy',
    'strategy_type',
    'type',
    'user_agent',
    'user_id',
    'user_name',
  ],
  ignoresCase: () => false,
  isExactOnly: () => false,
}

/** Newest first by page; oldest first after `from`, as in Auth0. */
function listLogs({ tenant, query }: ManagementRequest) {
  const { logs } = tenant.state
  if (query.has('from')) return ok(logsAfter(logs, query))
  const q = query.get('q') ?? query.get('search') ?? ''
  const isMatch = q === '' ? () => true : parseSearchQuery(q, SEARCH)
  const matching = logs.filter(isMatch)
  if (query.get('sort') !== 'date:1') matching.reverse()
  return loggedList(matching, query)
}

/**
 * @fact A counted list of log entries says how many it holds, too. (types of auth0 7.1.0,
 * ListLogOffsetPaginatedResponseContent; read 2026-12-02)
 */
export function loggedList(logs: readonly TenantLog[], query: URLSearchParams): RouteAnswer {
  const answer = pagedList('logs', logs, query)
  if (!isObject(answer.body)) return answer
  return ok({ ...answer.body, length: (answer.body.logs as Json[]).length })
}

function logsAfter(logs: readonly TenantLog[], query: URLSearchParams): unknown[] {
  const from = query.get('from') ?? ''
  const take = readInteger(query, 'take', { fallback: 50, min: 1, max: 100 })
  return logs
    .filter(({ log_id }) => log_id > from)
    .slice(0, take)
    .map((log) => selectFields(log, query))
}

function showLog(request: ManagementRequest) {
  const log = request.tenant.state.logs.find(({ log_id }) => log_id === param(request, 'log_id'))
  if (log !== undefined) return ok(log)
  throw new ManagementError(404, 'inexistent_log', 'The log does not exist.')
}
