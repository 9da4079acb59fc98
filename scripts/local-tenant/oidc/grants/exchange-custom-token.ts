import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { TokenExchange, TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, JsonObject, Organization, Tenant } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import { customTokenExchangeEvent } from '../events/custom-token-exchange.ts'
import type { Engine } from '../front.ts'
import { assertMember } from '../login/assert-member.ts'
import { admitDirectLogin, type DirectLogin } from '../login/direct-login.ts'
import { findOrganization, findOrganizationByName } from '../login/find-organization.ts'
import { traceOf } from '../login/login-log.ts'
import { refusalText } from '../login/refusal-text.ts'
import { refused } from '../login/token-refusal.ts'
import { writeMetadata } from '../login/write-metadata.ts'
import { requestedAudience } from '../provider/resource-servers.ts'
import { requireExchangeClient } from './exchange-client.ts'
import { findExchangedUser } from './exchanged-user.ts'
import { issueTokens } from './issue-tokens.ts'

type Request = {
  client: Client
  audience: string | undefined
  organization: Organization | undefined
}

/**
 * @fact The Action of a token exchange profile says whose tokens these are to be; the post-login
 * Actions then run for that user. (Auth0 docs, custom token exchange; read 2026-11-22)
 */
export async function exchangeCustomToken(
  provider: Provider,
  engine: Engine,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const { tenant } = engine
  const request = readRequest(tenant, ctx)
  const decided = await runProfileAction(engine, ctx, request)
  const exchange = decided.exchange
  if (exchange === undefined) {
    throw refused('invalid_request', 'The Action did not set a user', 400)
  }
  const login = readLogin(tenant, ctx, request, exchange)
  assertNotRefused(writeMetadata(tenant, login.user, decided))
  const outcome = await admitDirectLogin(engine, ctx, login)
  const { actor } = exchange
  const gty = 'token-exchange'
  await issueTokens(provider, tenant, ctx, {
    login,
    outcome,
    gty,
    ...(actor === undefined ? {} : { actor }),
  })
  const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token'
  Object.assign(ctx.body as object, { issued_token_type })
}

function readRequest(tenant: Tenant, ctx: KoaContextWithOIDC): Request {
  const client = requireExchangeClient(tenant, ctx, 'custom_authentication')
  const { audience, organization: wanted } = ctx.oidc.params ?? {}
  const organization = wanted === undefined ? undefined : findOrganization(tenant, String(wanted))
  if (wanted !== undefined && organization === undefined) {
    throw refused('invalid_request', 'parameter organization is invalid', 400)
  }
  return { client, audience: requestedAudience(tenant, audience), organization }
}

async function runProfileAction(
  { tenant, runtime }: Engine,
  ctx: KoaContextWithOIDC,
  request: Request,
): Promise<TriggerOutcome> {
  const actionId = findProfileAction(tenant, ctx.oidc.params?.subject_token_type)
  if (actionId === undefined) {
    throw refused('invalid_request', 'No token exchange profile for this subject_token_type', 400)
  }
  const outcome = await runtime.runTrigger(
    'custom-token-exchange',
    'onExecuteCustomTokenExchange',
    customTokenExchangeEvent(tenant, ctx, request),
    { actionId },
  )
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  assertNotRefused(outcome)
  return outcome
}

/** Simplified: Auth0 answers 500 to the code `server_error`; nothing here answers 5xx. */
function assertNotRefused({ refusal }: TriggerOutcome): void {
  if (refusal === null) return
  const code = refusal.kind === 'denied' ? refusal.code : 'server_error'
  throw refused(code ?? 'invalid_request', refusalText(refusal), 400)
}

function findProfileAction(tenant: Tenant, subjectTokenType: unknown): string | undefined {
  for (const profile of tenant.state.tokenExchangeProfiles.values()) {
    if (profile.subject_token_type === subjectTokenType) return String(profile.action_id)
  }
  return undefined
}

function readLogin(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  { client, audience, organization }: Request,
  exchange: TokenExchange,
): DirectLogin {
  const { user, connection } = findExchangedUser(tenant, client, exchange.subject)
  traceOf(ctx).user = user
  const chosen =
    exchange.organization === undefined
      ? organization
      : // An Action may name it, whatever the tenant takes from applications.
        (tenant.state.organizations.get(exchange.organization) ??
        findOrganizationByName(tenant, exchange.organization))
  if (exchange.organization !== undefined && chosen === undefined) {
    throw refused('invalid_request', 'The organization does not exist', 400)
  }
  if (chosen !== undefined && readSwitch(tenant, 'exchangeChecksMembership')) {
    assertMember(tenant, chosen, user.user_id)
  }
  const { scope, subject_token_type } = ctx.oidc.params ?? {}
  const transaction: JsonObject = {
    subject_token_type: String(subject_token_type),
    ...(exchange.actor === undefined ? {} : { actor: exchange.actor }),
  }
  return {
    client,
    user,
    connection,
    methods: [],
    organization: chosen,
    audience,
    scope: typeof scope === 'string' ? scope : undefined,
    protocol: 'oauth2-token-exchange',
    transaction,
  }
}
