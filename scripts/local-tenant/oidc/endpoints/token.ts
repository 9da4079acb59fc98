import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { readGrantFacts } from '../login/login-facts.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { TokenRefusal } from '../login/token-refusal.ts'
import { type ExchangeLog, exchangeLogOf } from './exchange-log-types.ts'
import { refreshDetails, traceRefusedToken } from './refresh-log.ts'
import { answerTokenError } from './token-error.ts'

/** `/oauth/token`: oidc-provider decides; Auth0's error forms and log entries are put around it. */
export const tokenEndpoint: Endpoint = ({ tenant, provider }) => {
  provider.on('grant.error', (ctx, error) => {
    ctx.state.tokenError = error
  })
  // That is also the code of refusals of our own.
  provider.on('server_error', (ctx, error) => {
    if (error instanceof TokenRefusal) ctx.state.tokenError = error
  })
  provider.on('grant.success', (ctx) => {
    dropUnrotatedToken(ctx)
    describeGrant(tenant, ctx)
  })
  return async (ctx, next) => {
    if (ctx.path !== '/oauth/token' || ctx.method !== 'POST') return next()
    await next()
    const log = exchangeLogOf(ctx.state.body)
    if (ctx.status === 200) return logDone(tenant, ctx, log)
    if (ctx.status < 400) return
    const { reuse, waiting, logged } = answerTokenError(ctx)
    if (waiting) return
    if (grantTypeOf(ctx) === 'refresh_token') traceRefusedToken(tenant, ctx, reuse)
    logTransaction(tenant, ctx, {
      type: failureType(ctx, reuse, log?.failed),
      description: logged,
      clientId: clientIdOf(ctx),
      details: { ...traceOf(ctx).details },
    })
  }
}

function failureType(ctx: HttpContext, reuse: boolean, failed: string | undefined): string {
  if (reuse) return 'ferrt'
  return traceOf(ctx).revoked === true ? 'srrt' : (failed ?? 'feacft')
}

function logDone(tenant: Tenant, ctx: HttpContext, log: ExchangeLog | undefined): void {
  if (log?.done === undefined) return
  const [type, description] = log.done
  const details = grantTypeOf(ctx) === 'refresh_token' ? refreshDetails(tenant, ctx) : {}
  logTransaction(tenant, ctx, { type, description, clientId: clientIdOf(ctx), details })
}

/** Auth0 sends a refresh token back only when it is a new one. */
function dropUnrotatedToken(ctx: KoaContextWithOIDC): void {
  if (grantTypeOf(ctx) !== 'refresh_token') return
  if (ctx.oidc.entities.RotatedRefreshToken !== undefined) return
  const { refresh_token: _same, ...answer } = ctx.body as Record<string, unknown>
  ctx.body = answer
}

function describeGrant(tenant: Tenant, ctx: KoaContextWithOIDC): void {
  const { AccessToken: token } = ctx.oidc.entities
  const facts = readGrantFacts(tenant, token?.grantId)
  const user = tenant.state.users.get(token?.accountId ?? '')
  const trace = traceOf(ctx)
  if (facts === undefined || user === undefined) return
  Object.assign(trace, { user, connection: facts.connection, scope: token?.scope ?? '' })
  if (facts.organizationId !== undefined) trace.organizationId = facts.organizationId
  if (facts.audience !== undefined) trace.audience = facts.audience
}

const grantTypeOf = (ctx: HttpContext): unknown => ctx.state.body?.grant_type

function clientIdOf(ctx: HttpContext): string | undefined {
  const { oidc } = ctx as unknown as Partial<KoaContextWithOIDC>
  const claimed = ctx.state.body?.client_id
  return oidc?.client?.clientId ?? (typeof claimed === 'string' ? claimed : undefined)
}
