import type { EntityChanges } from '../../runtime/trigger-outcome.ts'
import type { Client, Tenant } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import { readRefreshTokenSettings } from '../provider/refresh-token-lifetime.ts'
import {
  idleSessionLifetimeSeconds,
  type SessionFacts,
  sessionLifetimeSeconds,
} from './login-facts.ts'
import { logTransaction } from './login-log.ts'

type Limits = {
  what: 'session' | 'refresh token'
  clientId: string
  /** Epoch ms. */
  latestMs: number
  latestIdleMs: number
}

/** What tenant or application allow a session at most. */
export const sessionLimits = (
  tenant: Tenant,
  { createdAtMs }: SessionFacts,
  { client_id }: Client,
): Limits => ({
  what: 'session',
  clientId: client_id,
  latestMs: createdAtMs + sessionLifetimeSeconds(tenant) * 1000,
  latestIdleMs: tenant.clock.now() + idleSessionLifetimeSeconds(tenant) * 1000,
})

/** @param createdAtMs when the first token of the family was issued (epoch ms) */
export function refreshTokenLimits(tenant: Tenant, client: Client, createdAtMs: number): Limits {
  const { lifetimeSeconds, idleLifetimeSeconds } = readRefreshTokenSettings(client)
  return {
    what: 'refresh token',
    clientId: client.client_id,
    latestMs: createdAtMs + lifetimeSeconds * 1000,
    latestIdleMs: tenant.clock.now() + idleLifetimeSeconds * 1000,
  }
}

/**
 * The words of the entry are not known.
 * @fact Ends that an Action sets beyond the limit become the limit, and a `w` entry says so. (Auth0
 * docs, manage sessions and refresh tokens with Actions; read 2026-11-22)
 */
export function withinLimits(
  tenant: Tenant,
  ctx: HttpContext,
  changes: EntityChanges | undefined,
  { what, clientId, latestMs, latestIdleMs }: Limits,
): EntityChanges | undefined {
  if (changes === undefined) return undefined
  const kept = { ...changes }
  const beyond: string[] = []
  if (kept.expiresAtMs !== undefined && kept.expiresAtMs > latestMs) {
    kept.expiresAtMs = latestMs
    beyond.push('expires_at')
  }
  if (kept.idleExpiresAtMs !== undefined && kept.idleExpiresAtMs > latestIdleMs) {
    kept.idleExpiresAtMs = latestIdleMs
    beyond.push('idle_expires_at')
  }
  if (beyond.length > 0) {
    logTransaction(tenant, ctx, {
      type: 'w',
      description: `[local tenant] ${beyond.join(' and ')} of the ${what} set beyond its limit, which counts`,
      clientId,
      details: { beyond },
    })
  }
  return kept
}
