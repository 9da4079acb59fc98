import { randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, ClientGrant, JsonObject, Organization, Tenant } from '../../store.ts'
import { credentialsExchangeEvent } from '../events/credentials-exchange.ts'
import type { Engine } from '../front.ts'
import { assertNoProofNeeded } from '../login/assert-no-proof-needed.ts'
import { traceOf } from '../login/login-log.ts'
import { refusalText } from '../login/refusal-text.ts'
import { settleClaims } from '../login/settle-claims.ts'
import { refused, type TokenRefusal } from '../login/token-refusal.ts'
import { strings } from '../provider/client-metadata.ts'
import {
  findResourceServer,
  lifetimeSeconds,
  requestedAudience,
} from '../provider/resource-servers.ts'
import { organizationClaims } from '../provider/token-claims.ts'
import { readDialect } from '../provider/token-dialect.ts'
import { findMachineOrganization } from './machine-organization.ts'

type MachineRequest = {
  client: Client
  audience: string
  grant: ClientGrant
  scopes: string[]
  requestedScopes: string[]
  organization: Organization | undefined
  lifetimeSeconds: number
}

/** Tokens for machines, from their client grants; the credentials-exchange Actions decide last. */
export function registerClientCredentials(provider: Provider, engine: Engine): void {
  const parameters = ['audience', 'scope', 'organization']
  provider.registerGrantType('client_credentials', (ctx) => exchange(engine, ctx), parameters)
}

async function exchange(engine: Engine, ctx: KoaContextWithOIDC): Promise<void> {
  const request = readRequest(engine.tenant, ctx)
  const outcome = await runActions(engine, ctx, request)
  if (outcome.refusal !== null) throw refusalOf(outcome.refusal)
  const scope = intersection(request.scopes, outcome.targetScopes).join(' ')
  traceOf(ctx).scope = scope
  const { accessToken } = settleClaims(engine.tenant, ctx, outcome, {
    clientId: request.client.client_id,
    audience: request.audience,
    scope: undefined,
  })
  ctx.body = {
    access_token: await signMachineToken(engine.tenant, request, scope, accessToken),
    ...(scope === '' ? {} : { scope }),
    expires_in: request.lifetimeSeconds,
    token_type: 'Bearer',
  }
}

function readRequest(tenant: Tenant, ctx: KoaContextWithOIDC): MachineRequest {
  const { params } = ctx.oidc
  const client = tenant.state.clients.get(ctx.oidc.client?.clientId ?? '')
  if (client === undefined) throw new errors.InvalidClient('client is invalid')
  const audience = requestedAudience(tenant, params?.audience)
  if (audience === undefined) {
    throw refused(
      'access_denied',
      'No audience parameter was provided, and no default audience has been configured',
    )
  }
  traceOf(ctx).audience = audience
  const resourceServer = findResourceServer(tenant, audience)
  if (resourceServer === undefined) throw refused('access_denied', `Service not found: ${audience}`)
  assertNoProofNeeded(tenant, client, audience)
  const grant = requireClientGrant(tenant, client.client_id, audience)
  const organization = findMachineOrganization(tenant, client, grant, params?.organization)
  if (organization !== undefined) traceOf(ctx).organizationId = organization.id
  const requestedScopes = words(params?.scope)
  const scopes = grantedScopes(grant, strings(scopeNames(resourceServer)), requestedScopes)
  traceOf(ctx).scope = scopes.join(' ')
  const lifetime = lifetimeSeconds(resourceServer)
  return {
    client,
    audience,
    grant,
    scopes,
    requestedScopes,
    organization,
    lifetimeSeconds: lifetime,
  }
}

const words = (text: unknown): string[] =>
  typeof text === 'string' ? text.split(' ').filter(Boolean) : []

const scopeNames = ({ scopes }: JsonObject) =>
  Array.isArray(scopes) ? scopes.map((scope) => (scope as JsonObject | null)?.value ?? null) : []

function requireClientGrant(tenant: Tenant, clientId: string, audience: string): ClientGrant {
  for (const grant of tenant.state.clientGrants.values()) {
    if (grant.subject_type === 'user') continue
    if (grant.client_id === clientId && grant.audience === audience) return grant
  }
  throw refused(
    'access_denied',
    `Client is not authorized to access "${audience}". You need to create a "client-grant" associated to this API. See: https://auth0.com/docs/api/v2#!/Client_Grants/post_client_grants`,
  )
}

function grantedScopes(
  grant: ClientGrant,
  declared: readonly string[],
  requested: readonly string[],
): string[] {
  const granted = grant.allow_all_scopes === true ? [...declared] : grant.scope
  if (requested.length === 0) return [...granted]
  const missing = requested.filter((scope) => !granted.includes(scope))
  if (missing.length === 0) return [...requested]
  throw refused('access_denied', `Client has not been granted scopes: ${missing.join(', ')}`)
}

async function runActions(
  { tenant, runtime }: Engine,
  ctx: KoaContextWithOIDC,
  request: MachineRequest,
): Promise<TriggerOutcome> {
  const event = credentialsExchangeEvent(tenant, ctx, request)
  const outcome = await runtime.runTrigger(
    'credentials-exchange',
    'onExecuteCredentialsExchange',
    event,
  )
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  return outcome
}

/** Simplified: Auth0 answers 500 to `server_error`; nothing here answers 5xx. */
function refusalOf(refusal: NonNullable<TriggerOutcome['refusal']>): TokenRefusal {
  if (refusal.kind === 'denied')
    return refused(refusal.code ?? 'invalid_request', refusal.reason, 400)
  return refused('server_error', refusalText(refusal), 400)
}

const intersection = (scopes: string[], allowed: readonly string[] | undefined): string[] =>
  allowed === undefined ? scopes : scopes.filter((scope) => allowed.includes(scope))

async function signMachineToken(
  tenant: Tenant,
  { client, audience, organization, lifetimeSeconds: lifetime }: MachineRequest,
  scope: string,
  claims: JsonObject,
): Promise<string> {
  const iat = Math.floor(tenant.clock.now() / 1000)
  const dialect = readDialect(tenant, audience)
  return new SignJWT({
    ...claims,
    iss: tenant.issuer,
    sub: `${client.client_id}@clients`,
    aud: audience,
    iat,
    exp: iat + lifetime,
    ...(scope === '' ? {} : { scope }),
    ...organizationClaims(tenant, organization?.id),
    ...(dialect.type === 'JWT' ? { gty: 'client-credentials' } : {}),
    ...dialect.clientClaims(client.client_id, randomBytes(16).toString('base64url')),
    // @fact The token of a machine has its permissions in `scope` and in `permissions`. (Auth0
    // community 28900, support; read 2026-11-28)
    ...(dialect.hasPermissions ? { permissions: scope.split(' ').filter(Boolean) } : {}),
  })
    .setProtectedHeader({ alg: 'RS256', typ: dialect.type, kid: tenant.signingKey.kid })
    .sign(tenant.signingKey.privateKey)
}
