import type { KoaContextWithOIDC } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, JsonObject, Organization, Tenant, User } from '../../store.ts'
import { describeDirectTransaction, withoutSecrets } from '../events/event-parts.ts'
import { postLoginEvent } from '../events/post-login.ts'
import type { Engine } from '../front.ts'
import { findResourceServer } from '../provider/resource-servers.ts'
import { traceValidation } from './action-log.ts'
import { isConnectionEnabled } from './admit-member.ts'
import { assertNoProofNeeded } from './assert-no-proof-needed.ts'
import { countLogin } from './count-login.ts'
import type { TokenProtocol } from './denied-status.ts'
import { findPrimaryUser } from './find-primary-user.ts'
import type { AuthenticationMethod } from './login-facts.ts'
import { traceOf } from './login-log.ts'
import { tokenError } from './refusal-error.ts'
import { refused } from './token-refusal.ts'
import { writeMetadata } from './write-metadata.ts'

/** A login at the token endpoint: no browser, no session. */
export type DirectLogin = {
  client: Client
  user: User
  /** Name of the connection the person came through. */
  connection: string
  methods: AuthenticationMethod[]
  organization: Organization | undefined
  audience: string | undefined
  /** Of the request; absent: everything the API has. */
  scope: string | undefined
  /** Auth0's name of the protocol. */
  protocol: Exclude<TokenProtocol, 'oauth2-refresh-token'>
  /** What `event.transaction` shows beside the usual. */
  transaction?: JsonObject
}

/**
 * Native checks, then post-login Actions, after which it may be the login of another user.
 * @throws TokenRefusal
 */
export async function admitDirectLogin(
  engine: Engine,
  ctx: KoaContextWithOIDC,
  login: DirectLogin,
): Promise<TriggerOutcome> {
  const { tenant } = engine
  const { user, organization, connection, audience } = login
  Object.assign(traceOf(ctx), { user, connection }, audience === undefined ? {} : { audience })
  if (organization !== undefined) traceOf(ctx).organizationId = organization.id
  if (audience !== undefined && findResourceServer(tenant, audience) === undefined) {
    throw refused('access_denied', `Service not found: ${audience}`)
  }
  assertNoProofNeeded(tenant, login.client, audience)
  // @fact No Action runs for a natively blocked person. (Auth0 support, blocked users; read
  // 2026-11-22)
  if (user.blocked === true) throw refused('unauthorized', 'user is blocked', 401)
  countLogin(tenant, ctx, user)
  const outcome = writeMetadata(tenant, user, await runPostLogin(engine, ctx, login))
  if (outcome.refusal !== null) {
    traceValidation(ctx, outcome.refusal)
    throw tokenError(tenant, outcome.refusal, login.protocol)
  }
  login.user = findPrimaryUser(tenant, user, outcome)
  return outcome
}

/** @throws TokenRefusal where the application does not offer the connection */
export function assertEnabled(tenant: Tenant, client: Client, connection: string): void {
  if (isConnectionEnabled(tenant, client, undefined, connection)) return
  throw refused('access_denied', 'the connection is not enabled')
}

/**
 * @fact These grants do not know organizations. (Auth0 docs, organizations overview; read
 * 2026-11-22)
 */
export function assertNoOrganization(organization: unknown): void {
  if (organization === undefined) return
  throw refused('invalid_request', 'parameter organization is not allowed for this grant', 400)
}

async function runPostLogin(
  { tenant, runtime }: Engine,
  ctx: KoaContextWithOIDC,
  login: DirectLogin,
): Promise<TriggerOutcome> {
  const { protocol, transaction } = login
  const event = postLoginEvent(tenant, ctx, {
    ...login,
    query: {},
    body: withoutSecrets(ctx.state.body),
    transaction: { ...describeDirectTransaction(protocol), ...transaction },
    session: undefined,
  })
  const outcome = await runtime.runTrigger('post-login', 'onExecutePostLogin', event)
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  return outcome
}
