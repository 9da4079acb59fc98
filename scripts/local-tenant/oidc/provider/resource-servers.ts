import { errors, type ResourceServer as ResourceServerInfo } from 'oidc-provider'
import type { ResourceServer, Tenant } from '../../store.ts'
import { strings } from './client-metadata.ts'

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

/** What roles allow on this API; undefined where the API does not ask (`enforce_policies`). */
export function permittedScopes(
  tenant: Tenant,
  audience: string,
  roleIds: readonly string[],
): Set<string> | undefined {
  const resourceServer = findResourceServer(tenant, audience)
  if (resourceServer?.enforce_policies !== true) return undefined
  const permitted = roleIds.flatMap((id) => tenant.state.roles.get(id)?.permissions ?? [])
  const here = permitted.filter((one) => one.resource_server_identifier === audience)
  return new Set(strings(here.map((one) => one.permission_name ?? null)))
}
