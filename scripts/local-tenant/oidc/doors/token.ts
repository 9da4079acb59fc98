import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import type { Door, HttpContext } from '../front.ts'
import { readGrantFacts } from '../login/login-facts.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { answerTokenError } from './token-error.ts'

type GrantType = 'authorization_code' | 'refresh_token' | 'client_credentials'

const LOG_TYPES: Record<GrantType, { done: [string, string]; failed: string }> = {
  authorization_code: {
    done: ['seacft', 'Successful exchange of authorization code for access token'],
    failed: 'feacft',
  },
  refresh_token: {
    done: ['sertft', 'Successful exchange of refresh token for access token'],
    failed: 'fertft',
  },
  client_credentials: {
    done: ['seccft', 'Successful exchange of client credentials for access token'],
    failed: 'feccft',
  },
}

/** `/oauth/token`: oidc-provider decides; Auth0's error forms and log entries are put around it. */
export const tokenDoor: Door = ({ tenant, provider }) => {
  provider.on('grant.error', (ctx, error) => {
    ctx.state.tokenError = error
  })
  provider.on('grant.success', (ctx) => {
    dropUnrotatedToken(ctx)
    describeGrant(tenant, ctx)
  })
  return async (ctx, next) => {
    await next()
    if (ctx.path !== '/oauth/token' || ctx.method !== 'POST') return
    const type = LOG_TYPES[grantTypeOf(ctx) as GrantType]
    if (ctx.status === 200) return logDone(tenant, ctx, type?.done)
    if (ctx.status < 400) return
    const { reuse, description } = answerTokenError(ctx)
    logTransaction(tenant, ctx, {
      type: failureType(ctx, reuse, type?.failed),
      description,
      clientId: clientIdOf(ctx),
    })
  }
}

function failureType(ctx: HttpContext, reuse: boolean, failed: string | undefined): string {
  if (reuse) return 'ferrt'
  return traceOf(ctx).revoked === true ? 'srrt' : (failed ?? 'feacft')
}

function logDone(tenant: Tenant, ctx: HttpContext, done: [string, string] | undefined): void {
  if (done === undefined) return
  const [type, description] = done
  logTransaction(tenant, ctx, { type, description, clientId: clientIdOf(ctx) })
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
