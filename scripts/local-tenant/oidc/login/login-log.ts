import type { Json, JsonObject, Tenant, TenantLog, User } from '../../store.ts'
import { writeLog } from '../../tenant-log.ts'
import { findConnectionByName } from '../../users.ts'
import { ipOf, SOCIAL_STRATEGIES } from '../events/event-parts.ts'
import type { HttpContext } from '../front.ts'

/** What is known about a transaction so far; kept on `ctx.state` so that a refusal can log it. */
export type LoginTrace = {
  user?: User
  connection?: string
  organizationId?: string
  executionId?: string
  audience?: string
  /** An Action revoked the refresh token. */
  revoked?: boolean
  scope?: string
  /** What else the entry that ends the transaction says in its `details`. */
  details?: JsonObject
}

export function traceOf(ctx: HttpContext): LoginTrace {
  ctx.state.loginTrace ??= {}
  return ctx.state.loginTrace as LoginTrace
}

/**
 * @fact Entries of the tenant log share these fields. (Auth0's schema of tenant logs; read
 * 2026-08-20)
 */
export function logTransaction(
  tenant: Tenant,
  ctx: HttpContext,
  entry: {
    type: string
    description: string
    clientId: string | undefined
    details?: JsonObject
  },
): TenantLog {
  const trace = traceOf(ctx)
  const { clientId } = entry
  const optional: Record<string, Json | undefined> = {
    client_id: clientId,
    client_name: tenant.state.clients.get(clientId ?? '')?.name,
    user_id: trace.user?.user_id,
    user_name: trace.user?.email ?? trace.user?.username,
    organization_id: trace.organizationId,
    organization_name: tenant.state.organizations.get(trace.organizationId ?? '')?.name,
    audience: trace.audience,
    scope: trace.scope,
    ...connectionFields(tenant, trace.connection),
  }
  const known = Object.entries(optional).filter(([, value]) => value !== undefined)
  return writeLog(tenant, {
    type: entry.type,
    description: entry.description,
    ip: ipOf(ctx),
    user_agent: ctx.get('user-agent'),
    hostname: ctx.hostname,
    ...(Object.fromEntries(known) as JsonObject),
    details: { ...executions(trace), ...entry.details },
  })
}

function executions({ executionId }: LoginTrace): JsonObject {
  return executionId === undefined ? {} : { actions: { executions: [executionId] } }
}

function connectionFields(
  tenant: Tenant,
  name: string | undefined,
): Record<string, Json | undefined> {
  if (name === undefined) return {}
  const connection = findConnectionByName(tenant, name)
  const strategy = connection?.strategy
  return {
    connection: name,
    connection_id: connection?.id,
    strategy,
    strategy_type: strategyType(strategy ?? ''),
  }
}

function strategyType(strategy: string): string {
  if (strategy === 'auth0') return 'database'
  if (strategy === 'email' || strategy === 'sms') return 'passwordless'
  return SOCIAL_STRATEGIES.has(strategy) ? 'social' : 'enterprise'
}
