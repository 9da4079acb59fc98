import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { JsonObject, Tenant } from '../../store.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'

/** Every answer of the authorization endpoint leaves one entry: `s`, `ssa`, `f` or `fsa`. */
export function logAuthorizations(provider: Provider, tenant: Tenant): void {
  provider.on('authorization.success', (ctx) => {
    const silent = isSilent(ctx)
    logTransaction(tenant, ctx, {
      type: silent ? 'ssa' : 's',
      description: silent ? 'Successful silent authentication' : 'Successful login',
      clientId: clientIdOf(ctx),
      details: { session_id: ctx.oidc.session?.uid ?? null },
    })
  })
  provider.on('authorization.error', (ctx, error) => {
    const { message, error_description } = error as Error & { error_description?: string }
    const { error: validation = {} } = traceOf(ctx).details ?? {}
    logTransaction(tenant, ctx, {
      type: isSilent(ctx) ? 'fsa' : 'f',
      description: error_description ?? message,
      clientId: clientIdOf(ctx),
      details: {
        error: {
          ...(validation as JsonObject),
          message: error_description ?? message,
          oauthError: message,
        },
      },
    })
  })
  provider.on('pushed_authorization_request.error', (ctx, error) => {
    logRefusedRequest(tenant, ctx, 'fpar', error)
  })
  provider.on('device_authorization.error', (ctx, error) => {
    logRefusedRequest(tenant, ctx, 'fdeaz', error)
  })
}

function logRefusedRequest(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  type: string,
  error: Error & { error_description?: string | undefined },
): void {
  const description = error.error_description ?? error.message
  logTransaction(tenant, ctx, { type, description, clientId: clientIdOf(ctx) })
}

const isSilent = (ctx: KoaContextWithOIDC): boolean => parameter(ctx, 'prompt') === 'none'

function clientIdOf(ctx: KoaContextWithOIDC): string | undefined {
  return ctx.oidc.client?.clientId ?? parameter(ctx, 'client_id')
}

function parameter({ oidc, query }: KoaContextWithOIDC, name: string): string | undefined {
  const value = oidc.params?.[name] ?? query[name]
  return typeof value === 'string' ? value : undefined
}
