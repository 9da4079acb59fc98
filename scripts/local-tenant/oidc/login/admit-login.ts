import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { ActionRefusal, TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import { findConnectionByName } from '../../users.ts'
import { describeTransaction } from '../events/event-parts.ts'
import { postLoginEvent } from '../events/post-login.ts'
import type { Engine } from '../front.ts'
import { requestedAudience } from '../provider/resource-servers.ts'
import { accountOf } from '../provider/token-claims.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { logSessionRevoked, traceValidation } from './action-log.ts'
import { admitMember, isConnectionEnabled } from './admit-member.ts'
import { findInvitation } from './authorization-request.ts'
import { endSession } from './end-session.ts'
import { findOrganization } from './find-organization.ts'
import { findPrimaryUser } from './find-primary-user.ts'
import { type Authenticated, applyLimits, type SessionFacts } from './login-facts.ts'
import { logTransaction, traceOf } from './login-log.ts'
import { protocolOf } from './protocol-of.ts'
import { callbackError } from './refusal-error.ts'
import { rememberSignIn } from './remember-sign-in.ts'
import { saveGrant } from './save-grant.ts'
import { type Continuation, suspendLogin, takeContinuation } from './suspend-login.ts'
import { sessionLimits, withinLimits } from './within-limits.ts'
import { writeMetadata } from './write-metadata.ts'

/** One admission at the authorization endpoint. */
type Admission = {
  ctx: KoaContextWithOIDC
  params: Record<string, unknown>
  client: Client
  user: User
  session: { uid: string; facts: SessionFacts }
  organization: Organization | undefined
}

/**
 * Everything between "we know who it is" and "a code is issued": Auth0's native checks, then the
 * post-login Actions. Runs for a sign-in, a live session, `prompt=none` and a resumed login alike.
 * @throws OIDCProviderError, which oidc-provider brings to the application's callback
 */
export async function admitLogin(
  engine: Engine,
  ctx: KoaContextWithOIDC,
): Promise<'admitted' | 'suspended'> {
  const { tenant } = engine
  const admission = readAdmission(tenant, ctx)
  await assertNotBlocked(tenant, admission)
  assertConnection(tenant, admission)
  const continuation = takeContinuation(tenant, ctx)
  // It was accepted, and is gone, before the person was sent away.
  if (continuation === undefined) answerInvitation(tenant, admission)
  admitToOrganization(tenant, admission)
  const decided = await runPostLogin(engine, admission, continuation)
  const outcome = writeMetadata(tenant, admission.user, decided)
  if (outcome.suspension !== undefined) return suspendLogin(tenant, ctx, outcome.suspension)
  const { client, session } = admission
  const limits = sessionLimits(tenant, session.facts, client)
  applyLimits(session.facts.limits, withinLimits(tenant, ctx, outcome.session, limits))
  if (outcome.refusal !== null) await refuse(tenant, admission, outcome.refusal)
  goOver(tenant, admission, findPrimaryUser(tenant, admission.user, outcome))
  recordMethods(tenant, admission, outcome)
  await saveGrant(tenant, ctx, admission, outcome)
  return 'admitted'
}

/** @throws OIDCProviderError */
async function refuse(
  tenant: Tenant,
  { ctx, client, session }: Admission,
  refusal: ActionRefusal,
): Promise<never> {
  traceValidation(ctx, refusal)
  if (refusal.kind === 'revoked') {
    logSessionRevoked(tenant, ctx, client.client_id, session.uid)
    const tokens = refusal.preserveRefreshTokens !== true
    await endSession(tenant, ctx.oidc.session, { tokens })
  }
  throw callbackError(refusal)
}

/** What is left of the login is the primary user's: membership, session, grant and tokens. */
function goOver(tenant: Tenant, admission: Admission, user: User): void {
  if (user === admission.user) return
  const { ctx, session } = admission
  admission.user = user
  traceOf(ctx).user = user
  admitToOrganization(tenant, admission)
  Object.assign(session.facts, { userId: user.user_id, epoch: user.session_epoch })
  Object.assign(ctx.oidc.session ?? {}, { accountId: user.user_id })
  Object.assign(ctx.oidc.entities.Grant ?? {}, { accountId: user.user_id })
  ctx.oidc.entity('Account', accountOf(user))
}

/** `api.authentication.recordMethod`: kept with the session, for later logins to see. */
function recordMethods(tenant: Tenant, { session }: Admission, outcome: TriggerOutcome): void {
  const timestamp = new Date(tenant.clock.now()).toISOString()
  const methods = (outcome.recordedMethods ?? []).map((name) => ({ name, timestamp }))
  session.facts.methods = [...session.facts.methods, ...methods]
}

function readAdmission(tenant: Tenant, ctx: KoaContextWithOIDC): Admission {
  const params = (ctx.oidc.params ?? {}) as Record<string, unknown>
  const client = tenant.state.clients.get(String(params.client_id))
  const user = tenant.state.users.get(ctx.oidc.session?.accountId ?? '')
  const uid = ctx.oidc.session?.uid
  if (client === undefined || user === undefined || uid === undefined) {
    throw new errors.LoginRequired('Login required')
  }
  const facts = rememberSignIn(tenant, ctx, uid, client.client_id)
  const organization = readOrganization(tenant, params.organization)
  const trace = traceOf(ctx)
  trace.user = user
  trace.connection = facts.connection
  if (organization !== undefined) trace.organizationId = organization.id
  return { ctx, params, client, user, session: { uid, facts }, organization }
}

function readOrganization(tenant: Tenant, requested: unknown): Organization | undefined {
  if (requested === undefined) return undefined
  const organization = findOrganization(tenant, String(requested))
  if (organization !== undefined) return organization
  throw new errors.InvalidRequest('parameter organization is invalid')
}

/**
 * @fact No Action runs for a natively blocked person. (Auth0 support, blocked users; read
 * 2026-11-22)
 */
async function assertNotBlocked(tenant: Tenant, { ctx, user }: Admission): Promise<void> {
  if (user.blocked !== true) return
  await endSession(tenant, ctx.oidc.session, { tokens: false })
  throw new errors.CustomOIDCProviderError('unauthorized', 'user is blocked')
}

function assertConnection(tenant: Tenant, admission: Admission): void {
  const { client, organization, session } = admission
  const { connection } = session.facts
  if (isConnectionEnabled(tenant, client, organization, connection)) return
  throw new errors.AccessDenied('the connection is not enabled')
}

function answerInvitation(tenant: Tenant, admission: Admission): void {
  const { ctx, params, client, user, session, organization } = admission
  if (params.invitation === undefined) return
  const invitation = findInvitation(tenant, params.invitation, organization, client)
  if (invitation === undefined) {
    throw new errors.InvalidRequest('invitation not found or already used')
  }
  const connectionId = findConnectionByName(tenant, session.facts.connection)?.id
  const signedUp = (ctx.oidc.result?.authenticated as Authenticated | undefined)?.signedUp === true
  const answer = acceptInvitation(tenant, invitation, user, { connectionId, signedUp })
  const { id, ticket_id, client_id, invitee, roles, created_at, expires_at } = invitation
  const inviter = { ...invitation.inviter, organization_id: invitation.organization_id }
  logTransaction(tenant, ctx, {
    type: answer === 'accepted' ? 'si' : 'fi',
    description: answer === 'accepted' ? 'Successful Invite Accept' : INVITATION_REFUSED,
    clientId: client.client_id,
    details: {
      invitation: { id, ticket_id, client_id, invitee, inviter, roles, created_at, expires_at },
    },
  })
  if (answer === 'refused') throw new errors.AccessDenied(INVITATION_REFUSED)
  logMemberAdded(tenant, admission, 'invitation')
}

const INVITATION_REFUSED = 'the specified account is not allowed to accept the current invitation'

function admitToOrganization(tenant: Tenant, admission: Admission): void {
  const { client, organization, session, user } = admission
  if (organization === undefined) return
  const added = admitMember(tenant, client, organization, user, session.facts.connection)
  if (added) logMemberAdded(tenant, admission, 'auto_membership')
}

function logMemberAdded(tenant: Tenant, { ctx, client }: Admission, reason: string): void {
  logTransaction(tenant, ctx, {
    type: 'organization_member_added',
    description: 'Organization Member Added',
    clientId: client.client_id,
    details: { reason },
  })
}

async function runPostLogin(
  engine: Engine,
  admission: Admission,
  continuation: Continuation | undefined,
): Promise<TriggerOutcome> {
  const { tenant, runtime } = engine
  const { ctx, params, client, user, session, organization } = admission
  const audience = requestedAudience(tenant, params.audience)
  const event = postLoginEvent(tenant, ctx, {
    user,
    client,
    organization,
    session,
    audience,
    connection: session.facts.connection,
    methods: session.facts.methods,
    query: continuation?.query ?? ((params.local_tenant_query ?? {}) as Record<string, unknown>),
    body: continuation?.body ?? ((params.local_tenant_body ?? {}) as Record<string, unknown>),
    transaction: describeTransaction(tenant, ctx, params, protocolOf(ctx)),
  })
  const outcome =
    continuation === undefined
      ? await runtime.runTrigger('post-login', 'onExecutePostLogin', event, {
          canRedirect: !ctx.oidc.promptPending('none'),
        })
      : await runtime.resumeTrigger(continuation.suspension, event)
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  return outcome
}
