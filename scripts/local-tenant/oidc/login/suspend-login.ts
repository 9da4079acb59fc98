import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Suspension } from '../../runtime/suspension.ts'
import type { Tenant } from '../../store.ts'
import { readRecord, writeRecord } from '../provider/protocol-records.ts'

/** How long a person may stay away; Auth0's own limit is not published. */
const AWAY_SECONDS = 3_600

/** The request with which a person came back to `/continue`. */
export type ReturnRequest = {
  state: string
  query: Record<string, unknown>
  body: Record<string, unknown>
}
export type Continuation = ReturnRequest & { suspension: Suspension }

const recordKey = (state: string): string => `Suspension:${state}`

/** The person leaves for where the Action sends them; the login waits. */
export function suspendLogin(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  suspension: Suspension,
): 'suspended' {
  writeRecord(tenant, recordKey(suspension.state), suspension, AWAY_SECONDS)
  ctx.state.redirectedTo = suspension.url
  ctx.state.suspension = suspension.state
  return 'suspended'
}

/**
 * The suspended run this login goes on with, if the person has just come back. Good for one use.
 * @throws AccessDenied when it is over or was used
 */
export function takeContinuation(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
): Continuation | undefined {
  const returned = ctx.oidc.result?.returned as ReturnRequest | undefined
  if (returned === undefined) return undefined
  const suspension = readRecord<Suspension>(tenant, recordKey(returned.state))
  if (suspension === undefined) throw new errors.AccessDenied('The login transaction is over.')
  tenant.state.protocol.delete(recordKey(returned.state))
  return { ...returned, suspension }
}
