import { jwtVerify } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { allowedOrigins } from '../provider/client-metadata.ts'
import { CLAIMS_BY_SCOPE, profileClaims, readUserinfoClaims } from '../provider/token-claims.ts'

/**
 * `/userinfo` for access tokens that are JWTs: Auth0 lists it in their audience. Opaque tokens are
 * oidc-provider's.
 * @fact `/userinfo` answers with the Actions' claims of the ID token as well. (Auth0 docs, custom
 * claims migration; read 2026-11-28)
 */
export const userinfoEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== '/userinfo' || (ctx.method !== 'GET' && ctx.method !== 'POST')) return next()
    const jwt = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(ctx.get('authorization'))?.[1]
    if (jwt === undefined) {
      await next()
      addCustomClaims(tenant, ctx)
      return
    }
    const claims = await readClaims(tenant, jwt)
    if (claims !== undefined) {
      allowOrigin(tenant, ctx, claims.clientId)
      ctx.body = { ...claims.profile, ...readUserinfoClaims(tenant, jwt) }
      return
    }
    ctx.status = 401
    ctx.set('WWW-Authenticate', 'Bearer error="invalid_token"')
    ctx.body = { error: 'invalid_token', error_description: 'invalid token provided' }
  }

/** To what oidc-provider answered; the token may have come in a form. */
function addCustomClaims(tenant: Tenant, ctx: HttpContext): void {
  const token = (ctx as Partial<KoaContextWithOIDC>).oidc?.entities.AccessToken
  const { body } = ctx
  if (ctx.status !== 200 || token === undefined || typeof body !== 'object' || body === null) return
  ctx.body = { ...body, ...readUserinfoClaims(tenant, token.jti) }
}

async function readClaims(tenant: Tenant, jwt: string) {
  const verified = await jwtVerify(jwt, tenant.signingKey.publicKey, {
    algorithms: ['RS256'],
    issuer: tenant.issuer,
    audience: `${tenant.issuer}userinfo`,
    currentDate: new Date(tenant.clock.now()),
    requiredClaims: ['exp', 'sub', 'scope'],
  }).catch(() => undefined)
  const user = tenant.state.users.get(verified?.payload.sub ?? '')
  if (verified === undefined || user === undefined) return undefined
  const { scope, azp, client_id = azp } = verified.payload
  const shown = new Set(String(scope).split(' ').flatMap(claimNames))
  const profile = Object.entries(profileClaims(user)).filter(([name]) => shown.has(name))
  return { profile: Object.fromEntries(profile), clientId: String(client_id) }
}

function claimNames(scope: string): readonly string[] {
  if (!Object.hasOwn(CLAIMS_BY_SCOPE, scope)) return []
  return CLAIMS_BY_SCOPE[scope as keyof typeof CLAIMS_BY_SCOPE] ?? []
}

function allowOrigin(tenant: Tenant, ctx: HttpContext, clientId: string): void {
  const origin = ctx.get('origin')
  const client = tenant.state.clients.get(clientId)
  ctx.vary('Origin')
  if (client !== undefined && allowedOrigins(client).has(origin)) {
    ctx.set('Access-Control-Allow-Origin', origin)
  }
}
