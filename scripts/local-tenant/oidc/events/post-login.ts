import { heldRoles } from '../../held-roles.ts'
import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import {
  type AuthenticationMethod,
  type GrantFacts,
  idleSessionLifetimeSeconds,
  type SessionFacts,
  sessionLifetimeSeconds,
} from '../login/login-facts.ts'
import {
  describeClient,
  describeConnection,
  describeOrganization,
  describeRequest,
  describeUser,
} from './event-parts.ts'

export type PostLoginFacts = {
  user: User
  client: Client
  connection: string
  methods: AuthenticationMethod[]
  organization: Organization | undefined
  audience: string | undefined
  /** Parameters of the authorization request, as they came, without secrets. */
  query: Record<string, unknown>
  /** Of the token request, without secrets; empty at the authorization endpoint. */
  body: Record<string, unknown>
  transaction: Record<string, unknown>
  session: { uid: string; facts: SessionFacts } | undefined
  refreshToken?: Record<string, unknown>
}

/**
 * `secrets` are the runtime's.
 * @fact The event of post-login v3 has these members. (Auth0 docs, post-login event object; read
 * 2026-11-22)
 */
export function postLoginEvent(
  tenant: Tenant,
  ctx: HttpContext,
  facts: PostLoginFacts,
): TriggerEvent {
  const { user, organization, audience, refreshToken } = facts
  return {
    tenant: { id: tenant.tenantId },
    authentication: { methods: facts.methods },
    authorization: {
      roles: heldRoles(tenant.state, user.user_id, organization?.id).map(({ name }) => name),
    },
    client: describeClient(facts.client),
    connection: describeConnection(tenant, facts.connection),
    ...(organization === undefined ? {} : { organization: describeOrganization(organization) }),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    request: { ...describeRequest(ctx), body: facts.body, query: facts.query },
    ...(audience === undefined ? {} : { resource_server: { identifier: audience } }),
    session: describeSession(tenant, facts),
    stats: { logins_count: user.logins_count },
    transaction: facts.transaction,
    user: describeUser(tenant, user),
  }
}

// Auth0 hands out an empty object where there is no session.
function describeSession(tenant: Tenant, { session, user }: PostLoginFacts) {
  if (session === undefined) return {}
  const { uid, facts } = session
  const device = deviceOf(facts.ip, facts.userAgent)
  return {
    id: uid,
    user_id: user.user_id,
    created_at: new Date(facts.createdAtMs).toISOString(),
    updated_at: new Date(tenant.clock.now()).toISOString(),
    authenticated_at: new Date(facts.authenticatedAtMs).toISOString(),
    last_interacted_at: new Date(tenant.clock.now()).toISOString(),
    clients: facts.clientIds.map((client_id) => ({ client_id })),
    cookie: { mode: 'persistent' },
    device,
    ...describeEnds(tenant, facts),
    metadata: facts.limits.metadata ?? {},
  }
}

/** The tenant's limits, or earlier where an Action said so. An idle end is set anew by each use. */
function describeEnds(tenant: Tenant, { createdAtMs, limits }: SessionFacts) {
  const latestMs = createdAtMs + sessionLifetimeSeconds(tenant) * 1000
  const expiresAtMs = Math.min(latestMs, limits.expiresAtMs ?? Infinity)
  const idleMs = tenant.clock.now() + idleSessionLifetimeSeconds(tenant) * 1000
  return {
    expires_at: new Date(expiresAtMs).toISOString(),
    idle_expires_at: new Date(Math.min(idleMs, expiresAtMs)).toISOString(),
  }
}

/** `event.refresh_token`, on a refresh only. Its id names the family, never the token's value. */
export function describeRefreshToken(
  ctx: HttpContext,
  userId: string,
  token: { grantId: string; rotating: boolean; expiresAtSeconds: number | undefined },
  facts: GrantFacts,
): Record<string, unknown> {
  const { ip, userAgent } = facts
  const iso = (ms: number) => new Date(ms).toISOString()
  return {
    id: token.grantId,
    client_id: facts.clientId,
    user_id: userId,
    ...(facts.sessionUid === undefined ? {} : { session_id: facts.sessionUid }),
    created_at: iso(facts.createdAtMs),
    ...(token.expiresAtSeconds === undefined
      ? {}
      : { expires_at: iso(token.expiresAtSeconds * 1000) }),
    ...(facts.lastExchangedAtMs === undefined
      ? {}
      : { last_exchanged_at: iso(facts.lastExchangedAtMs) }),
    rotating: token.rotating,
    device: { ...deviceOf(ip, userAgent), last_user_agent: ctx.get('user-agent') },
    resource_servers:
      facts.audience === undefined ? [] : [{ audience: facts.audience, scopes: facts.scope }],
    metadata: facts.limits.metadata ?? {},
  }
}

const deviceOf = (ip: string, userAgent: string) => ({
  initial_ip: ip,
  initial_user_agent: userAgent,
  last_ip: ip,
  last_user_agent: userAgent,
})
