import { heldRoles } from '../../held-roles.ts'
import type { TriggerEvent } from '../../runtime/trigger-outcome.ts'
import type { Client, JsonObject, Organization, Tenant, User } from '../../store.ts'
import type { HttpContext } from '../front.ts'
import type { AuthenticationMethod, SessionFacts } from '../login/login-facts.ts'
import {
  describeRefreshToken,
  describeSession,
  type RefreshTokenFacts,
} from './describe-session.ts'
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
    session: describeSessionIn(tenant, facts),
    stats: { logins_count: user.logins_count },
    transaction: facts.transaction,
    user: describeUser(tenant, user),
  }
}

// Auth0 hands out an empty object where there is no session.
const describeSessionIn = (tenant: Tenant, { session }: PostLoginFacts) =>
  session === undefined
    ? {}
    : { ...describeSession(tenant, session), metadata: session.facts.limits.metadata ?? {} }

/** `event.refresh_token`, on a refresh only. */
export const describeUsedToken = (ctx: HttpContext, token: RefreshTokenFacts) => {
  const described = describeRefreshToken(token)
  return {
    ...described,
    device: { ...(described.device as JsonObject), last_user_agent: ctx.get('user-agent') },
    metadata: token.grant.limits.metadata ?? {},
  }
}
