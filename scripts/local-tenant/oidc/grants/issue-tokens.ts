import { randomBytes } from 'node:crypto'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { JsonObject, Tenant } from '../../store.ts'
import { ipOf } from '../events/event-parts.ts'
import type { DirectLogin } from '../login/direct-login.ts'
import { applyLimits, type GrantFacts, writeGrantFacts } from '../login/login-facts.ts'
import { traceOf } from '../login/login-log.ts'
import { settleClaims } from '../login/settle-claims.ts'
import { refreshTokenLimits, withinLimits } from '../login/within-limits.ts'
import { readRefreshTokenSettings } from '../provider/refresh-token-lifetime.ts'
import {
  allowsOfflineAccess,
  describeResource,
  findResourceServer,
  lifetimeSeconds,
  OIDC_SCOPES,
  permittedScopes,
  resourceFor,
  scopesOf,
} from '../provider/resource-servers.ts'
import { profileClaims } from '../provider/token-claims.ts'

const DAY_SECONDS = 86_400

export type Issue = {
  login: DirectLogin
  outcome: TriggerOutcome
  /** oidc-provider's name of where the tokens come from. */
  gty: string
  actor?: JsonObject & { sub: string }
  /** An access token and nothing else. */
  accessTokenOnly?: boolean
}

type Grant = InstanceType<Provider['Grant']>

/** Tokens for a login without a browser, into the answer of the token endpoint. */
export async function issueTokens(
  provider: Provider,
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  issue: Issue,
): Promise<void> {
  const { login } = issue
  const scopes = grantedScopes(tenant, ctx, issue)
  const grant = await saveGrant(provider, tenant, ctx, issue, scopes)
  const token = await issueAccessToken(provider, tenant, ctx, issue, grant)
  const idToken = scopes.has('openid') && issue.accessTokenOnly !== true
  ctx.body = {
    access_token: token.value,
    ...(scopes.has('offline_access')
      ? { refresh_token: await issueRefreshToken(provider, ctx, issue, grant, scopes) }
      : {}),
    ...(idToken ? { id_token: await issueIdToken(provider, ctx, login, scopes) } : {}),
    ...(token.scope === '' ? {} : { scope: token.scope }),
    expires_in: token.expiresIn,
    token_type: 'Bearer',
  }
}

/** Who asks for no scope of the API gets all of them: the application is trusted (Auth0 docs). */
function grantedScopes(tenant: Tenant, ctx: KoaContextWithOIDC, issue: Issue): Set<string> {
  const { login, actor } = issue
  const { audience, organization, user } = login
  const declared = audience === undefined ? [] : declaredScopes(tenant, audience)
  const requested = (login.scope ?? '').split(' ').filter(Boolean)
  const holder = { userId: user.user_id, organizationId: organization?.id }
  const permitted = audience === undefined ? undefined : permittedScopes(tenant, audience, holder)
  const ofApi = (login.scope === undefined ? declared : requested).filter(
    (scope) => declared.includes(scope) && permitted?.has(scope) !== false,
  )
  const mayRefresh =
    issue.accessTokenOnly !== true &&
    actor === undefined &&
    ctx.oidc.client?.grantTypeAllowed('refresh_token') === true &&
    allowsOfflineAccess(tenant, audience)
  const ofUs = requested.filter(
    (scope) => OIDC_SCOPES.includes(scope) && (scope !== 'offline_access' || mayRefresh),
  )
  return new Set([...ofUs, ...ofApi])
}

function declaredScopes(tenant: Tenant, audience: string): string[] {
  const resourceServer = findResourceServer(tenant, audience)
  return resourceServer === undefined ? [] : scopesOf(resourceServer)
}

async function saveGrant(
  provider: Provider,
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  issue: Issue,
  scopes: ReadonlySet<string>,
): Promise<Grant> {
  const { login } = issue
  const grant = new provider.Grant({
    accountId: login.user.user_id,
    clientId: login.client.client_id,
  })
  grant.jti = randomBytes(24).toString('base64url')
  const oidcScopes = [...scopes].filter((scope) => OIDC_SCOPES.includes(scope))
  if (oidcScopes.length > 0) grant.addOIDCScope(oidcScopes.join(' '))
  if (login.audience !== undefined && scopes.size > 0) {
    grant.addResourceScope(resourceFor(login.audience), [...scopes].join(' '))
  }
  const ttlSeconds = grantLifetimeSeconds(tenant, login, scopes)
  ctx.state.grantTtlSeconds = ttlSeconds
  await grant.save()
  const scope = [...scopes].join(' ')
  traceOf(ctx).scope = scope
  writeGrantFacts(tenant, grant.jti, grantFacts(tenant, ctx, issue, scope), ttlSeconds)
  ctx.oidc.entity('Grant', grant)
  return grant
}

function grantLifetimeSeconds(
  tenant: Tenant,
  { client, audience }: DirectLogin,
  scopes: ReadonlySet<string>,
): number {
  if (scopes.has('offline_access')) return readRefreshTokenSettings(client).lifetimeSeconds
  const resourceServer = audience === undefined ? undefined : findResourceServer(tenant, audience)
  return Math.max(DAY_SECONDS, resourceServer === undefined ? 0 : lifetimeSeconds(resourceServer))
}

function grantFacts(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  { login, outcome, actor }: Issue,
  scope: string,
): GrantFacts {
  const { client, connection, methods, organization, audience } = login
  const facts: GrantFacts = {
    clientId: client.client_id,
    connection,
    methods,
    scope,
    createdAtMs: tenant.clock.now(),
    ip: ipOf(ctx),
    userAgent: ctx.get('user-agent'),
    claims: settleClaims(tenant, ctx, outcome, {
      clientId: client.client_id,
      audience,
      scope,
    }),
    limits: {},
    ...(organization === undefined ? {} : { organizationId: organization.id }),
    ...(audience === undefined ? {} : { audience }),
    ...(actor === undefined ? {} : { actor }),
  }
  const latest = refreshTokenLimits(tenant, client, facts.createdAtMs)
  applyLimits(facts.limits, withinLimits(tenant, ctx, outcome.refreshToken, latest))
  return facts
}

async function issueAccessToken(
  provider: Provider,
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  { login, gty }: Issue,
  grant: Grant,
): Promise<{ value: string; scope: string; expiresIn: number }> {
  const { client } = ctx.oidc
  if (client === undefined) throw new errors.InvalidClient('client is invalid')
  const token = new provider.AccessToken({
    client,
    accountId: login.user.user_id,
    grantId: grant.jti,
    gty,
  })
  token.scope = grant.getOIDCScope()
  if (login.audience !== undefined) {
    const resource = resourceFor(login.audience)
    token.resourceServer = new provider.ResourceServer(resource, describeResource(tenant, resource))
    token.scope = grant.getResourceScope(resource)
  }
  ctx.oidc.entity('AccessToken', token)
  const value = await token.save()
  return { value, scope: token.scope ?? '', expiresIn: token.expiration }
}

async function issueRefreshToken(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  { login, gty }: Issue,
  grant: Grant,
  scopes: ReadonlySet<string>,
): Promise<string> {
  const { client } = ctx.oidc
  if (client === undefined) throw new errors.InvalidClient('client is invalid')
  const token = new provider.RefreshToken({
    client,
    accountId: login.user.user_id,
    grantId: grant.jti,
    gty,
    scope: [...scopes].join(' '),
    rotations: 0,
    ...(login.audience === undefined ? {} : { resource: resourceFor(login.audience) }),
  })
  return token.save()
}

function issueIdToken(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  { user }: DirectLogin,
  scopes: ReadonlySet<string>,
): Promise<string> {
  const token = new provider.IdToken(profileClaims(user), { ctx })
  // Known to the class and not to its types: which claims of the profile are shown.
  const shown = [...scopes].filter((scope) => OIDC_SCOPES.includes(scope)).join(' ')
  Object.assign(token, { scope: shown, mask: {}, rejected: [] })
  return token.issue({ use: 'idtoken' })
}
