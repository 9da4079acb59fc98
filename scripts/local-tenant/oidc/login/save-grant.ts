import { randomBytes } from 'node:crypto'
import type { Grant, KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import { readRefreshTokenSettings } from '../provider/refresh-token-lifetime.ts'
import {
  audienceOf,
  findResourceServer,
  lifetimeSeconds,
  OIDC_SCOPES,
  permittedScopes,
} from '../provider/resource-servers.ts'
import {
  type ActionLimits,
  applyLimits,
  type GrantFacts,
  type LoginClaims,
  type SessionFacts,
  writeGrantFacts,
} from './login-facts.ts'
import { traceOf } from './login-log.ts'
import { settleClaims } from './settle-claims.ts'
import { refreshTokenLimits, withinLimits } from './within-limits.ts'

const DAY_SECONDS = 86_400

/**
 * A grant per authorization, not per person and client: a replayed code or refresh token then ends
 * its own family only, as in Auth0. Stored by `saveGrant`, once the login is admitted.
 */
export function newGrant(provider: Provider, ctx: KoaContextWithOIDC): Grant {
  const accountId = ctx.oidc.account?.accountId ?? ''
  const clientId = ctx.oidc.client?.clientId ?? ''
  const grant = new provider.Grant({ accountId, clientId })
  grant.jti = randomBytes(24).toString('base64url')
  return grant
}

type AdmittedLogin = {
  client: Client
  user: User
  organization: Organization | undefined
  session: { uid: string; facts: SessionFacts }
}

export async function saveGrant(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  login: AdmittedLogin,
  outcome: TriggerOutcome,
): Promise<void> {
  const grant = ctx.oidc.entities.Grant
  if (grant === undefined) return
  const audience = grantScopes(tenant, ctx, grant, login)
  const ttlSeconds = grantLifetimeSeconds(tenant, ctx, login.client, audience)
  ctx.state.grantTtlSeconds = ttlSeconds
  await grant.save()
  const scope = String(ctx.oidc.params?.scope ?? '')
  Object.assign(traceOf(ctx), { scope }, audience === undefined ? {} : { audience })
  const clientId = login.client.client_id
  const claims = settleClaims(tenant, ctx, outcome, { clientId, audience, scope })
  const facts = grantFacts(tenant, ctx, login, outcome, { scope, audience, claims })
  writeGrantFacts(tenant, grant.jti, facts, ttlSeconds)
}

function grantFacts(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  { client, organization, session }: AdmittedLogin,
  outcome: TriggerOutcome,
  grant: { scope: string; audience: string | undefined; claims: LoginClaims },
): GrantFacts {
  const { scope, audience, claims } = grant
  const limits: ActionLimits = {}
  const latest = refreshTokenLimits(tenant, client, tenant.clock.now())
  applyLimits(limits, withinLimits(tenant, ctx, outcome.refreshToken, latest))
  return {
    clientId: client.client_id,
    connection: session.facts.connection,
    methods: session.facts.methods,
    sessionUid: session.uid,
    ...(organization === undefined ? {} : { organizationId: organization.id }),
    ...(audience === undefined ? {} : { audience }),
    scope,
    createdAtMs: tenant.clock.now(),
    ip: session.facts.ip,
    userAgent: session.facts.userAgent,
    claims,
    limits,
  }
}

/** Simplified: every application is trusted with what it asks for; there is no consent page. */
function grantScopes(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  grant: Grant,
  { user, organization }: AdmittedLogin,
): string | undefined {
  const requested = [...ctx.oidc.requestParamScopes]
  const oidcScopes = requested.filter((scope) => OIDC_SCOPES.includes(scope))
  if (oidcScopes.length > 0) grant.addOIDCScope(oidcScopes.join(' '))
  let audience: string | undefined
  for (const [resource, resourceServer] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    audience = audienceOf(resource)
    const permitted = permittedScopes(tenant, audience, {
      userId: user.user_id,
      organizationId: organization?.id,
    })
    const granted = requested.filter(
      (scope) =>
        OIDC_SCOPES.includes(scope) ||
        (resourceServer.scopes.has(scope) && permitted?.has(scope) !== false),
    )
    if (granted.length > 0) grant.addResourceScope(resource, granted.join(' '))
  }
  return audience
}

function grantLifetimeSeconds(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  client: Client,
  audience: string | undefined,
): number {
  if (ctx.oidc.requestParamScopes.has('offline_access')) {
    return readRefreshTokenSettings(client).lifetimeSeconds
  }
  const resourceServer = audience === undefined ? undefined : findResourceServer(tenant, audience)
  return Math.max(DAY_SECONDS, resourceServer === undefined ? 0 : lifetimeSeconds(resourceServer))
}
