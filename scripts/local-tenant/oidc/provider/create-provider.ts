import { type Configuration, Provider } from 'oidc-provider'
import type { ActionRuntime } from '../../runtime/trigger-outcome.ts'
import type { Tenant } from '../../store.ts'
import { renderErrorPage } from '../endpoints/pages.ts'
import type { Engine } from '../front.ts'
import { registerGrants } from '../grants/register-grants.ts'
import { admitRefresh } from '../login/admit-refresh.ts'
import { checkAuthorizationRequest, EXTRA_PARAMS } from '../login/authorization-request.ts'
import { idleSessionLifetimeSeconds } from '../login/login-facts.ts'
import { ADMISSION, createLoginPolicy } from '../login/login-policy.ts'
import { newGrant } from '../login/save-grant.ts'
import { refused } from '../login/token-refusal.ts'
import { allowedOrigins, RESPONSE_TYPES } from './client-metadata.ts'
import { deviceFlow } from './device-flow.ts'
import { logAuthorizations } from './log-authorizations.ts'
import { createProtocolAdapter } from './protocol-adapter.ts'
import { readRefreshTokenSettings, remainingLifetimeSeconds } from './refresh-token-lifetime.ts'
import { describeResource, requestedAudience, resourceFor } from './resource-servers.ts'
import { rotateRefreshToken } from './rotate-refresh-token.ts'
import {
  accountOf,
  addIdTokenClaims,
  CLAIMS_BY_SCOPE,
  customizeAccessToken,
  rememberUserinfoClaims,
} from './token-claims.ts'

const DAY_SECONDS = 86_400
const GRANT_SOURCES = new Set(['AuthorizationCode', 'DeviceCode'])

/** oidc-provider with Auth0's paths, parameters, clients and tokens. One per tenant, for its life. */
export function createProvider(tenant: Tenant, runtime: ActionRuntime): Provider {
  const engine: Engine = { tenant, runtime }
  const provider: Provider = new Provider(tenant.issuer, {
    ...protocolFace(tenant),
    ...tokenRules(engine),
    ...loginRules(engine, () => provider),
  })
  addIdTokenClaims(provider, tenant)
  rememberUserinfoClaims(provider, tenant)
  allowPlainCallbacks(provider)
  registerGrants(provider, engine)
  logAuthorizations(provider, tenant)
  return provider
}

/** Auth0 lets applications of the implicit flow have callbacks on `http:` and on this machine. */
function allowPlainCallbacks({ Client }: Provider): void {
  const { prototype } = (Client as unknown as { Schema: { prototype: ClientSchema } }).Schema
  const { invalidate } = prototype
  prototype.invalidate = function invalidateUnlessPlain(message, code) {
    if (code !== 'implicit-force-https' && code !== 'implicit-forbid-localhost') {
      invalidate.call(this, message, code)
    }
  }
}

type ClientSchema = { invalidate(message: string, code?: string): void }

/** Paths, discovery, keys, cookies, storage. */
function protocolFace(tenant: Tenant): Configuration {
  return {
    adapter: createProtocolAdapter(tenant),
    jwks: { keys: [tenant.signingKey.privateJwk] },
    clockTolerance: 0,
    // `/authorize` takes forms, too.
    enableHttpPostMethods: true,
    routes: {
      authorization: '/authorize',
      code_verification: '/activate',
      device_authorization: '/oauth/device/code',
      end_session: '/oidc/logout',
      jwks: '/.well-known/jwks.json',
      pushed_authorization_request: '/oauth/par',
      revocation: '/oauth/revoke',
      token: '/oauth/token',
      userinfo: '/userinfo',
    },
    discovery: { end_session_endpoint: `${tenant.issuer}oidc/logout` },
    cookies: {
      names: { session: 'auth0', interaction: 'auth0_interaction', resume: 'auth0_resume' },
      // Silent renewal happens in an iframe of another site.
      long: { httpOnly: true, sameSite: 'none', secure: true, signed: false },
      short: { httpOnly: true, sameSite: 'lax', secure: true, signed: false },
    },
    features: features(tenant),
    clientBasedCORS: (_ctx, origin, client) => {
      const known = tenant.state.clients.get(client.clientId)
      return known !== undefined && allowedOrigins(known).has(origin)
    },
    renderError: (ctx, out) => {
      renderErrorPage(ctx, out.error, out.error_description)
    },
  }
}

function features(tenant: Tenant): NonNullable<Configuration['features']> {
  return {
    devInteractions: { enabled: false },
    deviceFlow: deviceFlow(tenant),
    dPoP: { enabled: false },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource) => describeResource(tenant, resource),
      defaultResource: (ctx, _client, oneOf) => {
        const audience = requestedAudience(tenant, ctx.oidc.params?.audience)
        return oneOf ?? (audience === undefined ? undefined : resourceFor(audience))
      },
      useGrantedResource: () => true,
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
    },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: true },
    webMessageResponseMode: { enabled: true, ack: 'individual-draft-01' },
  }
}

/** What tokens hold, how long they live, when they rotate. */
function tokenRules(engine: Engine): Configuration {
  const { tenant } = engine
  const nowSeconds = () => Math.floor(tenant.clock.now() / 1000)
  return {
    claims: CLAIMS_BY_SCOPE,
    scopes: ['openid', 'offline_access'],
    conformIdTokenClaims: false,
    responseTypes: RESPONSE_TYPES,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    rotateRefreshToken: async (ctx) => {
      await admitRefresh(engine, ctx)
      return rotateRefreshToken(tenant, ctx)
    },
    formats: {
      customizers: { jwt: (ctx, token, jwt) => customizeAccessToken(tenant, ctx, token, jwt) },
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? DAY_SECONDS,
      AuthorizationCode: 60,
      DeviceCode: 900,
      IdToken: (_ctx, _token, client) => idTokenLifetimeSeconds(tenant, client.clientId),
      RefreshToken: (_ctx, token, client) => {
        const settings = readRefreshTokenSettings(tenant.state.clients.get(client.clientId))
        return remainingLifetimeSeconds(settings, token.iiat ?? nowSeconds(), nowSeconds())
      },
      Grant: (ctx) => ctx.state.grantTtlSeconds ?? DAY_SECONDS,
      Interaction: 3_600,
      Session: () => idleSessionLifetimeSeconds(tenant),
    },
  }
}

/** Who is signing in, and what happens before they may. */
function loginRules(engine: Engine, getProvider: () => Provider): Configuration {
  const { tenant } = engine
  const checks = Object.fromEntries(EXTRA_PARAMS.map((name) => [name, null]))
  return {
    extraParams: {
      ...checks,
      organization: (ctx) => checkAuthorizationRequest(tenant, ctx),
    },
    interactions: {
      policy: createLoginPolicy(engine),
      url: (_ctx, { prompt, uid }) => (prompt.name === ADMISSION ? '/continue' : `/u/${uid}`),
    },
    loadExistingGrant: async (ctx) => newGrant(getProvider(), ctx),
    findAccount: async (_ctx, sub, token) => {
      const user = tenant.state.users.get(sub)
      if (user === undefined) return undefined
      if (user.blocked === true && GRANT_SOURCES.has(token?.kind ?? '')) {
        throw refused('invalid_grant', 'user is blocked')
      }
      return accountOf(user)
    },
  }
}

function idTokenLifetimeSeconds(tenant: Tenant, clientId: string): number {
  const settings = tenant.state.clients.get(clientId)?.jwt_configuration as
    | { lifetime_in_seconds?: unknown }
    | undefined
  const given = settings?.lifetime_in_seconds
  return typeof given === 'number' && given >= 1 ? Math.floor(given) : 36_000
}
