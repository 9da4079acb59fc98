import type { KoaContextWithOIDC, RefreshToken } from 'oidc-provider'
import type { JsonObject, Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { readGrantFacts } from '../login/login-facts.ts'
import { traceOf } from '../login/login-log.ts'
import { familyDetails, tokenCounter } from '../provider/token-family.ts'

/**
 * @fact A refused refresh leaves in the log, beside its text, whose token it was, if it could be
 * read, and of a token used again its place in the family. (Auth0's schema of tenant logs; read
 * 2026-08-20)
 */
export function traceRefusedToken(tenant: Tenant, ctx: HttpContext, isReused: boolean): void {
  const token = tokenOf(ctx)
  const trace = traceOf(ctx)
  if (token === undefined) return
  const facts = readGrantFacts(tenant, token.grantId)
  const user = tenant.state.users.get(token.accountId ?? '')
  if (user !== undefined) trace.user ??= user
  if (facts !== undefined) trace.connection ??= facts.connection
  trace.details = {
    ...trace.details,
    ...(isReused ? familyDetails(tenant, token) : sessionDetails(tenant, token, trace.revoked)),
  }
}

/** `details` of `sertft`: the session, and of a token that rotated its place in the family. */
export function refreshDetails(tenant: Tenant, ctx: HttpContext): JsonObject {
  const rotated = entitiesOf(ctx).RotatedRefreshToken as RefreshToken | undefined
  const token = rotated ?? tokenOf(ctx)
  if (token === undefined) return {}
  const family =
    rotated === undefined
      ? {}
      : { familyId: rotated.grantId ?? '', tokenCounter: tokenCounter(rotated) }
  return { ...family, ...sessionDetails(tenant, token, false) }
}

function sessionDetails(tenant: Tenant, { grantId }: RefreshToken, revoked = false): JsonObject {
  const { sessionUid } = readGrantFacts(tenant, grantId) ?? {}
  const session = sessionUid === undefined ? {} : { session_id: sessionUid }
  return { ...(revoked ? session : {}), refresh_token: { access: 'offline', ...session } }
}

const tokenOf = (ctx: HttpContext): RefreshToken | undefined => entitiesOf(ctx).RefreshToken

function entitiesOf(ctx: HttpContext): Partial<KoaContextWithOIDC['oidc']['entities']> {
  const { oidc } = ctx as unknown as Partial<KoaContextWithOIDC>
  return oidc?.entities ?? {}
}
