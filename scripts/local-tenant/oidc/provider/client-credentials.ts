import { SignJWT } from 'jose'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { ClientGrant, Tenant } from '../../store.ts'
import type { Engine } from '../front.ts'
import { refused } from '../login/admit-refresh.ts'
import { traceOf } from '../login/login-log.ts'
import { findResourceServer, lifetimeSeconds, requestedAudience } from './resource-servers.ts'

/**
 * Tokens for machines, from their client grants. Simplified: `organization` and the
 * credentials-exchange trigger are not emulated yet.
 */
export function registerClientCredentials(provider: Provider, { tenant }: Engine): void {
  const parameters = ['audience', 'scope', 'organization']
  provider.registerGrantType('client_credentials', (ctx) => exchange(tenant, ctx), parameters)
}

async function exchange(tenant: Tenant, ctx: KoaContextWithOIDC): Promise<void> {
  const { client, params } = ctx.oidc
  if (client === undefined) throw new errors.InvalidClient('client is invalid')
  if (params?.organization !== undefined) {
    throw refused('invalid_request', 'local_tenant_parameter_not_emulated: organization')
  }
  const audience = requestedAudience(tenant, params?.audience)
  if (audience === undefined) {
    throw refused(
      'access_denied',
      'No audience parameter was provided, and no default audience has been configured',
    )
  }
  traceOf(ctx).audience = audience
  const resourceServer = findResourceServer(tenant, audience)
  if (resourceServer === undefined) throw refused('access_denied', `Service not found: ${audience}`)
  const scope = grantedScope(tenant, client.clientId, audience, params?.scope)
  traceOf(ctx).scope = scope
  const expires_in = lifetimeSeconds(resourceServer)
  ctx.body = {
    access_token: await signMachineToken(tenant, client.clientId, { audience, scope, expires_in }),
    ...(scope === '' ? {} : { scope }),
    expires_in,
    token_type: 'Bearer',
  }
}

function grantedScope(
  tenant: Tenant,
  clientId: string,
  audience: string,
  requested: unknown,
): string {
  const grant = findClientGrant(tenant, clientId, audience)
  if (grant === undefined) {
    throw refused(
      'access_denied',
      `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
    )
  }
  if (typeof requested !== 'string') return grant.scope.join(' ')
  const wanted = requested.split(' ').filter(Boolean)
  const missing = wanted.filter((scope) => !grant.scope.includes(scope))
  if (missing.length === 0) return wanted.join(' ')
  throw refused('access_denied', `Client has not been granted scopes: ${missing.join(', ')}`)
}

function findClientGrant(
  tenant: Tenant,
  clientId: string,
  audience: string,
): ClientGrant | undefined {
  for (const grant of tenant.state.clientGrants.values()) {
    if (grant.client_id === clientId && grant.audience === audience) return grant
  }
  return undefined
}

async function signMachineToken(
  tenant: Tenant,
  clientId: string,
  token: { audience: string; scope: string; expires_in: number },
): Promise<string> {
  const iat = Math.floor(tenant.clock.now() / 1000)
  return new SignJWT({
    iss: tenant.issuer,
    sub: `${clientId}@clients`,
    aud: token.audience,
    iat,
    exp: iat + token.expires_in,
    ...(token.scope === '' ? {} : { scope: token.scope }),
    gty: 'client-credentials',
    azp: clientId,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: tenant.signingKey.kid })
    .sign(tenant.signingKey.privateKey)
}
