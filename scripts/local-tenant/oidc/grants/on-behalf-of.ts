import { type JWTPayload, jwtVerify } from 'jose'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Client, JsonObject, Organization, Tenant, User } from '../../store.ts'
import type { Engine } from '../front.ts'
import { assertMember } from '../login/assert-member.ts'
import { admitDirectLogin, type DirectLogin } from '../login/direct-login.ts'
import { traceOf } from '../login/login-log.ts'
import { refused } from '../login/token-refusal.ts'
import { isPublicClient, strings } from '../provider/client-metadata.ts'
import { findResourceServer } from '../provider/resource-servers.ts'
import { requireExchangeClient } from './exchange-client.ts'
import { issueTokens } from './issue-tokens.ts'

const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const MOST_ACTORS = 5

type Actor = JsonObject & { sub: string }

/**
 * An API that was called with a person's token asks for one to call the next API with. Refusal
 * texts are our own but for the depth of the chain.
 * @fact Auth0 looks again whether the organization exists and the person is a member. (Auth0 docs,
 * on-behalf-of token exchange; read 2026-11-22)
 */
export async function exchangeOnBehalfOf(
  provider: Provider,
  engine: Engine,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const { tenant } = engine
  const client = requireExchangeClient(tenant, ctx, 'on_behalf_of_token_exchange')
  const claims = await readSubject(tenant, ctx, client)
  const actor = actorOf(client, claims)
  const login = readLogin(tenant, ctx, { client, claims, actor })
  const outcome = await admitDirectLogin(engine, ctx, login)
  const accessTokenOnly = true
  await issueTokens(provider, tenant, ctx, {
    login,
    outcome,
    gty: 'token-exchange',
    actor,
    accessTokenOnly,
  })
  Object.assign(ctx.body as object, { issued_token_type: ACCESS_TOKEN_TYPE })
}

async function readSubject(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  client: Client,
): Promise<JWTPayload> {
  const { subject_token, requested_token_type = ACCESS_TOKEN_TYPE } = ctx.oidc.params ?? {}
  if (requested_token_type !== ACCESS_TOKEN_TYPE) {
    throw refused('invalid_request', 'requested_token_type is not supported', 400)
  }
  const audience = client.resource_server_identifier
  if (client.app_type !== 'resource_server' || typeof audience !== 'string') {
    throw refused('unauthorized_client', 'The client is not a custom API client')
  }
  if (isPublicClient(client)) throw refused('unauthorized_client', 'The client is public')
  const verified = await jwtVerify(String(subject_token), tenant.signingKey.publicKey, {
    algorithms: ['RS256'],
    issuer: tenant.issuer,
    audience,
    currentDate: new Date(tenant.clock.now()),
    requiredClaims: ['exp', 'sub'],
  }).catch(() => undefined)
  const { azp, client_id } = verified?.payload ?? {}
  if (verified !== undefined && (azp ?? client_id) !== undefined) return verified.payload
  throw refused('invalid_request', 'Invalid subject_token', 400)
}

function readLogin(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  { client, claims, actor }: { client: Client; claims: JWTPayload; actor: Actor },
): DirectLogin {
  const user = tenant.state.users.get(claims.sub ?? '')
  if (user === undefined) throw refused('invalid_request', 'The user does not exist', 400)
  traceOf(ctx).user = user
  const organization = readOrganization(tenant, claims, user)
  const { audience, scope } = ctx.oidc.params ?? {}
  if (typeof audience !== 'string') {
    throw refused('invalid_request', 'Missing required parameter: audience', 400)
  }
  assertMayCall(tenant, client, audience)
  return {
    client,
    user,
    connection: user.connection,
    methods: [],
    organization,
    audience,
    scope: narrowed(tenant, client, audience, scope),
    protocol: 'oauth2-token-exchange',
    transaction: { subject_token_type: ACCESS_TOKEN_TYPE, actor },
  }
}

function readOrganization(
  tenant: Tenant,
  { org_id }: JWTPayload,
  user: User,
): Organization | undefined {
  if (org_id === undefined) return undefined
  const organization = tenant.state.organizations.get(String(org_id))
  if (organization === undefined) {
    throw refused('invalid_request', 'The organization does not exist', 400)
  }
  assertMember(tenant, organization, user.user_id)
  return organization
}

/** The user-delegated grant between the calling API's client and the next API. */
function findUserGrant(tenant: Tenant, client: Client, audience: string) {
  for (const grant of tenant.state.clientGrants.values()) {
    if (grant.subject_type !== 'user' || grant.client_id !== client.client_id) continue
    if (grant.audience === audience) return grant
  }
  return undefined
}

/** Simplified: an API asks for the grant only where it says so itself. */
function assertMayCall(tenant: Tenant, client: Client, audience: string): void {
  const resourceServer = findResourceServer(tenant, audience)
  if (resourceServer === undefined) throw refused('access_denied', `Service not found: ${audience}`)
  const { user } = (resourceServer.subject_type_authorization ?? {}) as JsonObject
  const { policy } = (user ?? {}) as JsonObject
  const isGranted = findUserGrant(tenant, client, audience) !== undefined
  if (policy === 'deny_all' || (policy === 'require_client_grant' && !isGranted)) {
    throw refused('access_denied', `Client is not authorized to access "${audience}"`)
  }
}

function narrowed(
  tenant: Tenant,
  client: Client,
  audience: string,
  requested: unknown,
): string | undefined {
  const grant = findUserGrant(tenant, client, audience)
  const scope = typeof requested === 'string' ? requested : undefined
  if (grant === undefined || grant.allow_all_scopes === true) return scope
  const granted = strings(grant.scope)
  if (scope === undefined) return granted.join(' ')
  return scope
    .split(' ')
    .filter((one) => granted.includes(one))
    .join(' ')
}

/** Outermost: who asks now; inside: through whom the token came. */
function actorOf(client: Client, { act, azp, client_id = azp }: JWTPayload): Actor {
  const earlier = (act ?? { sub: String(client_id) }) as Actor
  const actor: Actor = { sub: client.client_id, act: earlier }
  if (depthOf(actor) <= MOST_ACTORS) return actor
  throw refused(
    'invalid_request',
    'Delegation chain (`act` claim) depth exceeds the maximum allowed limit of 4',
    400,
  )
}

function depthOf(actor: JsonObject): number {
  let depth = 1
  for (let level = actor.act; typeof level === 'object' && level !== null; depth += 1) {
    level = (level as JsonObject).act
  }
  return depth
}
