import type { JsonObject, Tenant } from '../../store.ts'
import {
  type GrantFacts,
  idleSessionLifetimeSeconds,
  type SessionFacts,
  sessionLifetimeSeconds,
} from '../login/login-facts.ts'

/** A session as events and the Management API show it; each adds the metadata under its own name. */
export function describeSession(
  tenant: Tenant,
  { uid, facts }: { uid: string; facts: SessionFacts },
): JsonObject {
  const now = iso(tenant.clock.now())
  return {
    id: uid,
    user_id: facts.userId,
    created_at: iso(facts.createdAtMs),
    updated_at: now,
    authenticated_at: iso(facts.authenticatedAtMs),
    last_interacted_at: now,
    clients: facts.clientIds.map((client_id) => ({ client_id })),
    cookie: { mode: 'persistent' },
    device: describeDevice(facts),
    ...describeEnds(tenant, facts),
  }
}

/** The tenant's limits, or earlier where an Action said so. An idle end is set anew by each use. */
function describeEnds(tenant: Tenant, { createdAtMs, limits }: SessionFacts) {
  const latestMs = createdAtMs + sessionLifetimeSeconds(tenant) * 1000
  const expiresAtMs = Math.min(latestMs, limits.expiresAtMs ?? Infinity)
  const idleMs = tenant.clock.now() + idleSessionLifetimeSeconds(tenant) * 1000
  return { expires_at: iso(expiresAtMs), idle_expires_at: iso(Math.min(idleMs, expiresAtMs)) }
}

export type RefreshTokenFacts = {
  userId: string
  /** The id names the family, never the token's value. */
  grantId: string
  rotating: boolean
  expiresAtSeconds: number | undefined
  grant: GrantFacts
}

/** The same for a refresh token. */
export function describeRefreshToken(token: RefreshTokenFacts): JsonObject {
  const { grant, expiresAtSeconds } = token
  const { sessionUid, lastExchangedAtMs, audience } = grant
  return {
    id: token.grantId,
    client_id: grant.clientId,
    user_id: token.userId,
    ...(sessionUid === undefined ? {} : { session_id: sessionUid }),
    created_at: iso(grant.createdAtMs),
    ...(expiresAtSeconds === undefined ? {} : { expires_at: iso(expiresAtSeconds * 1000) }),
    ...(lastExchangedAtMs === undefined ? {} : { last_exchanged_at: iso(lastExchangedAtMs) }),
    rotating: token.rotating,
    device: describeDevice(grant),
    resource_servers: audience === undefined ? [] : [{ audience, scopes: grant.scope }],
  }
}

const describeDevice = ({ ip, userAgent }: { ip: string; userAgent: string }) => ({
  initial_ip: ip,
  initial_user_agent: userAgent,
  last_ip: ip,
  last_user_agent: userAgent,
})

const iso = (ms: number): string => new Date(ms).toISOString()
