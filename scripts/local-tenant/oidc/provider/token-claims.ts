import type {
  AccessToken,
  Account,
  ClientCredentials,
  JWTStructured,
  KoaContextWithOIDC,
  Provider,
} from 'oidc-provider'
import type { JsonObject, Tenant, User } from '../../store.ts'
import { takesOrganizationNames } from '../login/find-organization.ts'
import { type GrantFacts, type LoginClaims, readGrantFacts } from '../login/login-facts.ts'

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

// Auth0 ignores attempts of Actions to set these.
const PROTECTED_CLAIMS = new Set(
  'acr act amr at_hash aud auth_time azp c_hash client_id cnf exp gty iat iss jti nbf nonce org_id org_name permissions s_hash scope sid sub'.split(
    ' ',
  ),
)

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
    picture: user.picture,
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
        ...unprotected(claimsFor(ctx, facts).idToken),
        ...nativeClaims(tenant, facts),
      }
      for (const [name, value] of Object.entries(claims)) this.set(name, value)
      if (facts.sessionUid !== undefined) this.set('sid', facts.sessionUid)
    }
    return issue.call(this, options)
  }
}

/** Access tokens in Auth0's own dialect (`token_dialect: access_token`). */
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
  const { iss, sub, aud, iat, exp } = jwt.payload
  jwt.header = { typ: 'JWT' }
  jwt.payload = {
    ...unprotected(claims.accessToken),
    iss,
    sub,
    aud: scope.split(' ').includes('openid') ? [aud, `${tenant.issuer}userinfo`] : aud,
    iat,
    exp,
    ...(scope === '' ? {} : { scope }),
    ...nativeClaims(tenant, facts),
    azp: token.clientId,
  }
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

export function unprotected(claims: LoginClaims['idToken']): LoginClaims['idToken'] {
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !PROTECTED_CLAIMS.has(name)))
}
