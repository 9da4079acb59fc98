import { errors, type KoaContextWithOIDC, type RefreshToken } from 'oidc-provider'
import type { ActionRefusal, TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import { describeDirectTransaction, withoutSecrets } from '../events/event-parts.ts'
import { describeUsedToken, postLoginEvent } from '../events/post-login.ts'
import type { Engine } from '../front.ts'
import { revokeGrantMembers } from '../provider/protocol-adapter.ts'
import { readRefreshTokenSettings } from '../provider/refresh-token-lifetime.ts'
import { requestedAudience } from '../provider/resource-servers.ts'
import { logSessionRevoked, traceValidation } from './action-log.ts'
import { assertMember } from './assert-member.ts'
import { assertNoProofNeeded } from './assert-no-proof-needed.ts'
import { revokeSessionTokens } from './end-session.ts'
import {
  applyLimits,
  forgetSession,
  type GrantFacts,
  isOverLimit,
  isSessionAlive,
  readGrantFacts,
  readSessionFacts,
} from './login-facts.ts'
import { traceOf } from './login-log.ts'
import { tokenError } from './refusal-error.ts'
import { settleClaims } from './settle-claims.ts'
import { refused } from './token-refusal.ts'
import { refreshTokenLimits, withinLimits } from './within-limits.ts'
import { writeMetadata } from './write-metadata.ts'

const PROTOCOL = 'oauth2-refresh-token'

type Refresh = {
  ctx: KoaContextWithOIDC
  token: RefreshToken
  client: Client
  user: User
  facts: GrantFacts
  organization: Organization | undefined
}

/**
 * Native checks and post-login Actions of a refresh. Called where oidc-provider asks whether to
 * rotate: the token is verified but not yet used up, so who is refused may try again.
 * @throws TokenRefusal
 */
export async function admitRefresh(engine: Engine, ctx: KoaContextWithOIDC): Promise<void> {
  const { tenant } = engine
  const refresh = readRefresh(tenant, ctx)
  const { client, user, facts, organization } = refresh
  assertNoProofNeeded(tenant, client, facts.audience)
  assertSameAudience(tenant, ctx, facts)
  if (user.blocked === true) throw refused('invalid_grant', 'user is blocked')
  if (organization !== undefined && readSwitch(tenant, 'membershipCheckedOnRefresh')) {
    assertMember(tenant, organization, user.user_id, 'invalid_grant')
  }
  const outcome = writeMetadata(tenant, user, await runPostLogin(engine, refresh))
  const limits = refreshTokenLimits(tenant, client, facts.createdAtMs)
  applyLimits(facts.limits, withinLimits(tenant, ctx, outcome.refreshToken, limits))
  if (outcome.refusal !== null) {
    traceValidation(ctx, outcome.refusal)
    if (outcome.refusal.kind === 'revoked') revoke(tenant, ctx, outcome.refusal, refresh)
    throw tokenError(tenant, outcome.refusal, PROTOCOL)
  }
  ctx.state.refreshClaims = settleClaims(tenant, ctx, outcome, {
    clientId: facts.clientId,
    audience: facts.audience,
    scope: facts.scope,
  })
  facts.lastExchangedAtMs = tenant.clock.now()
}

function revoke(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  refusal: Extract<ActionRefusal, { kind: 'revoked' }>,
  { client, facts, token }: Refresh,
): void {
  if (refusal.what === 'refresh-token') {
    traceOf(ctx).revoked = true
    revokeGrantMembers(tenant, token.grantId ?? '')
    return
  }
  if (facts.sessionUid === undefined) return
  logSessionRevoked(tenant, ctx, client.client_id, facts.sessionUid)
  forgetSession(tenant, facts.sessionUid)
  if (refusal.preserveRefreshTokens !== true) revokeSessionTokens(tenant, facts.sessionUid)
}

function readRefresh(tenant: Tenant, ctx: KoaContextWithOIDC): Refresh {
  const token = ctx.oidc.entities.RefreshToken
  const client = tenant.state.clients.get(ctx.oidc.client?.clientId ?? '')
  const user = tenant.state.users.get(token?.accountId ?? '')
  const facts = readGrantFacts(tenant, token?.grantId)
  if (!token || !client || !user || !facts) throw new errors.InvalidGrant('grant is gone')
  if (isOverLimit(tenant, facts.limits)) throw new errors.InvalidGrant('token is expired')
  const { organizationId, connection, audience, scope } = facts
  Object.assign(traceOf(ctx), { user, connection, scope })
  if (audience !== undefined) traceOf(ctx).audience = audience
  if (organizationId === undefined) {
    return { ctx, token, client, user, facts, organization: undefined }
  }
  traceOf(ctx).organizationId = organizationId
  const organization = tenant.state.organizations.get(organizationId)
  // A token is bound to its organization for life.
  if (organization === undefined) throw new errors.InvalidGrant('organization is gone')
  return { ctx, token, client, user, facts, organization }
}

/** Multi-resource tokens: the token of another API would pass for the one that was asked for. */
function assertSameAudience(tenant: Tenant, ctx: KoaContextWithOIDC, facts: GrantFacts): void {
  const { audience } = ctx.state.body
  if (audience === undefined || requestedAudience(tenant, audience) === facts.audience) return
  const text =
    'local_tenant_not_emulated: a refresh for another API (multi-resource refresh tokens)'
  throw refused('invalid_request', text, 400)
}

async function runPostLogin(engine: Engine, refresh: Refresh): Promise<TriggerOutcome> {
  const { tenant, runtime } = engine
  const { ctx, token, client, user, facts, organization } = refresh
  const { sessionUid } = facts
  const sessionFacts = readSessionFacts(tenant, sessionUid)
  const alive = isSessionAlive(tenant, sessionFacts, user)
  const event = postLoginEvent(tenant, ctx, {
    user,
    client,
    connection: facts.connection,
    methods: readSwitch(tenant, 'authenticationMethodsOnRefresh') ? facts.methods : [],
    organization: readSwitch(tenant, 'organizationOnRefresh') ? organization : undefined,
    audience: facts.audience,
    query: {},
    body: withoutSecrets(ctx.state.body),
    transaction: describeDirectTransaction(PROTOCOL),
    session:
      alive && sessionUid && sessionFacts ? { uid: sessionUid, facts: sessionFacts } : undefined,
    refreshToken: describeUsedToken(ctx, {
      userId: user.user_id,
      grantId: token.grantId ?? '',
      rotating: readRefreshTokenSettings(client).rotating,
      expiresAtSeconds: token.exp,
      grant: facts,
    }),
  })
  const outcome = await runtime.runTrigger('post-login', 'onExecutePostLogin', event)
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  return outcome
}
