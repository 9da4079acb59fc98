import type { AdapterPayload } from 'oidc-provider'
import type { Client, JsonObject, Tenant } from '../../store.ts'
import { latestCounter, tokenCounter } from './token-family.ts'

const DAY_SECONDS = 86_400
/** Stands for `non-expiring`. */
export const NEVER_SECONDS = 10 * 365 * DAY_SECONDS

export type RefreshTokenSettings = {
  rotating: boolean
  leewaySeconds: number
  /** From the first token of the family. */
  lifetimeSeconds: number
  /** From the last exchange. */
  idleLifetimeSeconds: number
}

/**
 * @fact A client's `refresh_token` has these defaults. (tests of auth0-deploy-cli, clients; recorded
 * 2026-08-10)
 */
export function readRefreshTokenSettings(client: Client | undefined): RefreshTokenSettings {
  const settings = (client?.refresh_token ?? {}) as JsonObject
  const expiring = settings.expiration_type === 'expiring'
  const seconds = (value: unknown, isInfinite: unknown, fallback: number) => {
    if (!expiring || isInfinite === true) return NEVER_SECONDS
    return typeof value === 'number' && value > 0 ? Math.floor(value) : fallback
  }
  return {
    rotating: settings.rotation_type === 'rotating',
    leewaySeconds: typeof settings.leeway === 'number' ? settings.leeway : 0,
    lifetimeSeconds: seconds(
      settings.token_lifetime,
      settings.infinite_token_lifetime,
      30 * DAY_SECONDS,
    ),
    idleLifetimeSeconds: seconds(
      settings.idle_token_lifetime,
      settings.infinite_idle_token_lifetime,
      15 * DAY_SECONDS,
    ),
  }
}

/** Seconds a token of a family that began at `familyStart` (epoch seconds) lives from now. */
export function remainingLifetimeSeconds(
  settings: RefreshTokenSettings,
  familyStart: number,
  nowSeconds: number,
): number {
  const absolute = familyStart + settings.lifetimeSeconds - nowSeconds
  return Math.max(1, Math.min(absolute, settings.idleLifetimeSeconds))
}

/**
 * Is a token that was exchanged before still usable?
 * @fact Within the leeway of a rotating refresh token only the token that the newest one
 * superseded is usable. (Auth0 community 189795; read 2026-11-28)
 */
export function isWithinLeeway(tenant: Tenant, payload: AdapterPayload): boolean {
  if (tokenCounter(payload) < latestCounter(tenant, payload) - 1) return false
  const client = tenant.state.clients.get(payload.clientId ?? '')
  const { leewaySeconds } = readRefreshTokenSettings(client)
  return tenant.clock.now() / 1000 - Number(payload.consumed) < leewaySeconds
}
