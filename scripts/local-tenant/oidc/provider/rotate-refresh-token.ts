import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import { readRefreshTokenSettings, remainingLifetimeSeconds } from './refresh-token-lifetime.ts'
import { countRotation } from './token-family.ts'

/**
 * Does this exchange use the token up? One that does not rotate lives on: its idle time starts anew.
 */
export function rotateRefreshToken(tenant: Tenant, ctx: KoaContextWithOIDC): boolean {
  const token = ctx.oidc.entities.RefreshToken
  const settings = readRefreshTokenSettings(tenant.state.clients.get(token?.clientId ?? ''))
  if (token === undefined) return true
  if (settings.rotating) {
    countRotation(tenant, token)
    return true
  }
  const nowSeconds = Math.floor(tenant.clock.now() / 1000)
  const record = tenant.state.protocol.get(`RefreshToken:${token.jti}`)
  if (record === undefined) return false
  const left = remainingLifetimeSeconds(settings, token.iiat ?? nowSeconds, nowSeconds)
  record.payload.exp = nowSeconds + left
  record.expires_at_ms = (nowSeconds + left) * 1000
  return false
}
