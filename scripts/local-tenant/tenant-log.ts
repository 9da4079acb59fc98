import type { JsonObject, Tenant, TenantLog } from './store.ts'

/** Older entries are dropped: a tenant that has served many logins must not grow for ever. */
export const TENANT_LOG_LIMIT = 5_000

// Dropping in blocks: `splice` at the front of the array on every entry would cost O(limit) each.
const DROP_BLOCK = 500

export type NewLogEntry = JsonObject & {
  /** Auth0's log type code, for example `s`. */
  type: string
}

/**
 * Appends to the tenant's log with id and date of its own. Ids are in ascending order, so that
 * `GET /logs?from=<log_id>` can page.
 */
export function writeLog(tenant: Tenant, entry: NewLogEntry): TenantLog {
  const { logs } = tenant.state
  tenant.state.sequence += 1
  const date = new Date(tenant.clock.now()).toISOString()
  const log_id = `900${date.replace(/\D/g, '')}${String(tenant.state.sequence).padStart(12, '0')}`
  const written: TenantLog = { ...entry, _id: log_id, log_id, date, tenant_name: tenant.tenantId }
  logs.push(written)
  if (logs.length >= TENANT_LOG_LIMIT + DROP_BLOCK) logs.splice(0, logs.length - TENANT_LOG_LIMIT)
  return written
}
