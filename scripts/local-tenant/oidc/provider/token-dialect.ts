import type { Tenant } from '../../store.ts'
import { findResourceServer } from './resource-servers.ts'

/** How an API wants its access tokens (`token_dialect`). */
export type TokenDialect = {
  /** `typ` of the header. */
  type: 'JWT' | 'at+jwt'
  /** Under which names the client is told, and with it what else only this dialect tells. */
  clientClaims: (clientId: string, tokenId: string) => Record<string, string>
  /** The access token lists what roles permit. */
  hasPermissions: boolean
}

/**
 * @fact Only an API that asks roles (`enforce_policies`) gets their permissions, whatever its
 * dialect is. (Auth0 docs, access token profiles; read 2026-11-28)
 */
export function readDialect(tenant: Tenant, audience: string): TokenDialect {
  const resourceServer = findResourceServer(tenant, audience)
  const dialect = String(resourceServer?.token_dialect ?? 'access_token')
  const isRfc9068 = dialect.startsWith('rfc9068_profile')
  return {
    type: isRfc9068 ? 'at+jwt' : 'JWT',
    clientClaims: (clientId, tokenId) =>
      isRfc9068 ? { client_id: clientId, jti: tokenId } : { azp: clientId },
    hasPermissions: resourceServer?.enforce_policies === true && dialect.endsWith('_authz'),
  }
}
