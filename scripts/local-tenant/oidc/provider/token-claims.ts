import { createHash } from 'node:crypto'
import {
  type AccessToken,
  type Account,
  type ClientCredentials,
  type JWTStructured,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import { heldPermissions } from '../../held-roles.ts'
import { pictureOf } from '../../picture-of.ts'
import type { JsonObject, Tenant, User } from '../../store.ts'
import { takesOrganizationNames } from '../login/find-organization.ts'
import { type GrantFacts, type LoginClaims, readGrantFacts } from '../login/login-facts.ts'
import { readRecord, writeRecord } from './protocol-records.ts'
import { readDialect } from './token-dialect.ts'

/** Which profile claims a scope shows; oidc-provider's `claims`. */
export const CLAIMS_BY_SCOPE = {
  acr: null,
  auth_time: null,
  iss: null,
  sid: null,
  openid: ['sub'],
  profile: ['name', 'nickname', 'given_name', 'family_name', 'picture', 'updated_at'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
}

export function accountOf(user: User): Account {
  return {
    accountId: user.user_id,
    claims: () => profileClaims(user),
  }
}

export function profileClaims(user: User) {
  return {
    sub: user.user_id,
    name: user.name,
    nickname: user.nickname,
    given_name: user.given_name,
    family_name: user.family_name,
    picture: pictureOf(user),
    updated_at: user.updated_at,
    email: user.email,
    email_verified: user.email === undefined ? undefined : user.email_verified,
    phone_number: user.phone_number,
    phone_number_verified: user.phone_number === undefined ? undefined : user.phone_verified,
  }
}

/**
 * ID tokens: `sid`, `org_id` and the Actions' claims. They pass by oidc-provider's claim filter,
 * which knows only claims declared at start, so they are set on this provider's own token class.
 */
export function addIdTokenClaims(provider: Provider, tenant: Tenant): void {
  const { prototype } = provider.IdToken
  const { issue } = prototype
  prototype.issue = function issueWithClaims(options) {
    const { ctx } = this
    const { AccessToken: token, Grant: grant } = ctx?.oidc.entities ?? {}
    const grantId = token?.grantId ?? grant?.jti
    const facts = readGrantFacts(tenant, grantId)
    if (options.use === 'idtoken' && facts !== undefined) {
      const claims = {
        ...claimsFor(ctx, facts).idToken,
        ...nativeClaims(tenant, facts),
      }
      for (const [name, value] of Object.entries(claims)) this.set(name, value)
      if (facts.sessionUid !== undefined) this.set('sid', facts.sessionUid)
    }
    return issue.call(this, options)
  }
}

/**
 * Remembers which claims of the ID token `/userinfo` answers with to whoever brings this access
 * token. By the token and not by its grant: each refresh decides anew.
 */
export function rememberUserinfoClaims(provider: Provider, tenant: Tenant): void {
  const { prototype } = provider.AccessToken
  const { save } = prototype
  prototype.save = async function saveWithClaims() {
    const value = await save.call(this)
    const { ctx } = Provider
    const facts = readGrantFacts(tenant, this.grantId)
    if (ctx === undefined || facts === undefined) return value
    const { idToken } = claimsFor(ctx, facts)
    if (Object.keys(idToken).length > 0) {
      writeRecord(tenant, userinfoKey(value), idToken, this.remainingTTL)
    }
    return value
  }
}

export const readUserinfoClaims = (tenant: Tenant, accessToken: string): JsonObject =>
  readRecord(tenant, userinfoKey(accessToken)) ?? {}

const userinfoKey = (accessToken: string): string =>
  `UserinfoClaims:${createHash('sha256').update(accessToken).digest('base64url')}`

/** Access tokens in the dialect of their API. */
export function customizeAccessToken(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  token: AccessToken | ClientCredentials,
  jwt: JWTStructured,
): void {
  const facts = readGrantFacts(tenant, 'grantId' in token ? token.grantId : undefined)
  if (facts === undefined) return
  const claims = claimsFor(ctx, facts)
  const scope = adjustedScope(token.scope, claims)
  // The answer of the token endpoint repeats it.
  token.scope = scope
  const { iss, sub, aud, iat, exp, jti } = jwt.payload
  const dialect = readDialect(tenant, String(aud))
  jwt.header = { typ: dialect.type }
  jwt.payload = {
    ...claims.accessToken,
    iss,
    sub,
    aud: scope.split(' ').includes('openid') ? [aud, `${tenant.issuer}userinfo`] : aud,
    iat,
    exp,
    ...(scope === '' ? {} : { scope }),
    ...nativeClaims(tenant, facts),
    ...(dialect.type === 'JWT' ? grantType(token) : {}),
    ...dialect.clientClaims(String(token.clientId), String(jti)),
    ...(dialect.hasPermissions
      ? {
          permissions: heldPermissions(tenant, String(sub), facts.organizationId, String(aud)),
        }
      : {}),
  }
}

/**
 * oidc-provider's own name lists every grant since the login.
 * @fact The token names its grant (`gty`) for passwords and refreshes only. (Auth0 docs, access
 * token profiles; read 2026-11-28)
 */
function grantType(token: AccessToken | ClientCredentials): { gty?: string } {
  const latest = 'gty' in token ? token.gty?.split(' ').at(-1) : undefined
  return latest === 'password' || latest === 'refresh_token' ? { gty: latest } : {}
}

function nativeClaims(tenant: Tenant, facts: GrantFacts): JsonObject {
  return {
    ...organizationClaims(tenant, facts.organizationId),
    ...(facts.actor === undefined ? {} : { act: facts.actor }),
  }
}

/** `org_id`, and `org_name` where the tenant wants it. */
export function organizationClaims(
  tenant: Tenant,
  organizationId: string | undefined,
): Record<string, string> {
  if (organizationId === undefined) return {}
  const withName = takesOrganizationNames(tenant)
  const name = tenant.state.organizations.get(organizationId)?.name
  return {
    org_id: organizationId,
    ...(withName && name !== undefined ? { org_name: name } : {}),
  }
}

/** A refresh decides anew; its claims must not meet those of another refresh at the same time. */
function claimsFor(ctx: KoaContextWithOIDC, facts: GrantFacts): LoginClaims {
  return (ctx.state.refreshClaims as LoginClaims | undefined) ?? facts.claims
}

function adjustedScope(scope: string | undefined, claims: LoginClaims): string {
  const scopes = new Set((scope ?? '').split(' ').filter(Boolean))
  for (const added of claims.addedScopes) scopes.add(added)
  for (const removed of claims.removedScopes) scopes.delete(removed)
  return [...scopes].join(' ')
}
