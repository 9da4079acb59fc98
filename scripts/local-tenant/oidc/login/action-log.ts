import type { ActionRefusal } from '../../runtime/trigger-outcome.ts'
import type { Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { logTransaction, traceOf } from './login-log.ts'

/**
 * @fact An Action that ends a session writes this entry into the tenant log. (Auth0 docs, manage
 * sessions with Actions; read 2026-11-28)
 */
export function logSessionRevoked(
  tenant: Tenant,
  ctx: HttpContext,
  clientId: string,
  sessionUid: string,
): void {
  logTransaction(tenant, ctx, {
    type: 'session_revoked',
    description: 'Session revoked',
    clientId,
    details: { session_id: sessionUid },
  })
}

/** `api.validation.error` has a code of its own, which only the log tells. */
export function traceValidation(ctx: HttpContext, refusal: ActionRefusal): void {
  if (refusal.kind !== 'denied' || refusal.validation === undefined) return
  const { code, message } = refusal.validation
  const trace = traceOf(ctx)
  trace.details = { ...trace.details, error: { code, message } }
}
