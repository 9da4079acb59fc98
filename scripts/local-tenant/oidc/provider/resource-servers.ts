import { errors, type ResourceServer as ResourceServerInfo } from 'oidc-provider'
import { heldPermissions } from '../../held-roles.ts'
import type { ResourceServer, Tenant } from '../../store.ts'

/** Scopes that are the tenant's own; they ride along in every access token, as in Auth0. */
export const OIDC_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']

const DAY_SECONDS = 86_400
const RESOURCE_PREFIX = 'urn:local-tenant:audience:'

/**
 * Auth0's `audience` is any string, oidc-provider's `resource` an absolute URI: the audience travels
 * encoded.
 */
export const resourceFor = (audience: string): string =>
  RESOURCE_PREFIX + encodeURIComponent(audience)

export function audienceOf(resource: string): string {
  if (!resource.startsWith(RESOURCE_PREFIX)) return resource
  try {
    return decodeURIComponent(resource.slice(RESOURCE_PREFIX.length))
  } catch {
    return resource
  }
}

/** What the request asks for, or the tenant's `default_audience`. */
export function requestedAudience(tenant: Tenant, audience: unknown): string | undefined {
  if (typeof audience === 'string' && audience !== '') {
    // Means the same as no audience, and many applications send it.
    return audience === `${tenant.issuer}userinfo` ? undefined : audience
  }
  const byDefault = tenant.state.settings.get('tenant-settings')?.default_audience
  return typeof byDefault === 'string' && byDefault !== '' ? byDefault : undefined
}

/** The Management API is there even where nobody declared it. */
export function findResourceServer(tenant: Tenant, audience: string): ResourceServer | undefined {
  for (const resourceServer of tenant.state.resourceServers.values()) {
    if (resourceServer.identifier === audience) return resourceServer
  }
  const managementAudience = `${tenant.issuer}api/v2/`
  if (audience !== managementAudience) return undefined
  return { id: 'management', identifier: managementAudience, name: 'Auth0 Management API' }
}

export function describeResource(tenant: Tenant, resource: string): ResourceServerInfo {
  const audience = audienceOf(resource)
  const resourceServer = findResourceServer(tenant, audience)
  if (resourceServer === undefined) {
    throw new errors.AccessDenied(`Service not found: ${audience}`)
  }
  return {
    audience,
    scope: [...scopesOf(resourceServer), ...OIDC_SCOPES].join(' '),
    accessTokenFormat: 'jwt',
    accessTokenTTL: lifetimeSeconds(resourceServer),
  }
}

export function scopesOf(resourceServer: ResourceServer): string[] {
  const { scopes } = resourceServer
  if (!Array.isArray(scopes)) return []
  return scopes.flatMap((scope) => {
    const value = (scope as { value?: unknown } | null)?.value
    return typeof value === 'string' ? [value] : []
  })
}

export function lifetimeSeconds(resourceServer: ResourceServer): number {
  const { token_lifetime } = resourceServer
  const given = typeof token_lifetime === 'number' && token_lifetime >= 1
  return given ? Math.floor(token_lifetime) : DAY_SECONDS
}

export const allowsOfflineAccess = (tenant: Tenant, audience: string | undefined): boolean =>
  audience === undefined || findResourceServer(tenant, audience)?.allow_offline_access === true

/**
 * The Management API and the others that every tenant has; `/userinfo` is none of them here.
 * @fact Auth0's own APIs do not get the custom claims of Actions. (Auth0 docs, custom claims
 * migration; read 2026-11-28)
 */
export function isAuth0Api(tenant: Tenant, audience: string | undefined): boolean {
  if (audience === undefined) return false
  const isOurs = audience.startsWith(tenant.issuer)
  const path = isOurs ? audience.slice(tenant.issuer.length).replace(/\/$/, '') : ''
  return AUTH0_APIS.has(path) || findResourceServer(tenant, audience)?.is_system === true
}

const AUTH0_APIS = new Set(['api', 'api/v2', 'mfa', 'me', 'my-org'])

/**
 * @fact A person's token for the Management API holds scopes that concern the person alone, and no
 * others. (Auth0 docs, get Management API access tokens for single-page applications; read
 * 2026-11-28)
 */
const CURRENT_USER_SCOPES = [
  'read:current_user',
  'update:current_user_identities',
  'update:current_user_metadata',
  'create:current_user_metadata',
  'delete:current_user_metadata',
  'create:current_user_device_credentials',
  'delete:current_user_device_credentials',
]

/**
 * What of the scopes of an API a person may have at most; undefined: all that the API declares.
 * Where the API asks (`enforce_policies`) it is what roles and permissions allow.
 */
export function permittedScopes(
  tenant: Tenant,
  audience: string,
  { userId, organizationId }: PermissionHolder,
): Set<string> | undefined {
  const resourceServer = findResourceServer(tenant, audience)
  if (audience === `${tenant.issuer}api/v2/`) return new Set(CURRENT_USER_SCOPES)
  if (resourceServer?.enforce_policies !== true) return undefined
  return new Set(heldPermissions(tenant, userId, organizationId, audience))
}

export type PermissionHolder = { userId: string; organizationId: string | undefined }
