import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Client, Tenant, User } from '../../store.ts'
import { checkPassword, findAccountByIdentifier, findConnectionByName } from '../../users.ts'
import type { Engine } from '../front.ts'
import {
  admitDirectLogin,
  assertEnabled,
  assertNoOrganization,
  type DirectLogin,
} from '../login/direct-login.ts'
import { countFailure, forgetFailures, isLockedOut, LOCKED_OUT } from '../login/failed-logins.ts'
import { traceOf } from '../login/login-log.ts'
import { isRepeatedTooOften, TOO_OFTEN } from '../login/repeated-logins.ts'
import { refused } from '../login/token-refusal.ts'
import { requestedAudience } from '../provider/resource-servers.ts'
import { issueTokens } from './issue-tokens.ts'

export const PASSWORD_REALM = 'http://auth0.com/oauth/grant-type/password-realm'
const PARAMETERS = ['username', 'password', 'realm', 'audience', 'scope', 'organization']

/**
 * Passwords handed to an application. `password` looks into the tenant's `default_directory`,
 * `password-realm` into the connection named.
 */
export function registerPasswordGrants(provider: Provider, engine: Engine): void {
  for (const grantType of ['password', PASSWORD_REALM]) {
    provider.registerGrantType(
      grantType,
      (ctx) => exchange(provider, engine, ctx, grantType),
      PARAMETERS,
    )
  }
}

async function exchange(
  provider: Provider,
  engine: Engine,
  ctx: KoaContextWithOIDC,
  grantType: string,
): Promise<void> {
  const { tenant } = engine
  const login = await readLogin(tenant, ctx, grantType)
  const outcome = await admitDirectLogin(engine, ctx, login)
  await issueTokens(provider, tenant, ctx, { login, outcome, gty: 'password' })
}

async function readLogin(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  grantType: string,
): Promise<DirectLogin> {
  const params = ctx.oidc.params ?? {}
  const client = tenant.state.clients.get(ctx.oidc.client?.clientId ?? '') as Client
  assertNoOrganization(params.organization)
  for (const name of ['username', 'password']) {
    if (typeof params[name] === 'string') continue
    throw refused('invalid_request', `Missing required parameter: ${name}`, 400)
  }
  const connection = connectionName(tenant, grantType, params.realm)
  traceOf(ctx).connection = connection
  assertEnabled(tenant, client, connection)
  const attempt = { connection, identifier: String(params.username) }
  const user = await findWithinReach(tenant, ctx, attempt, String(params.password))
  const timestamp = new Date(tenant.clock.now()).toISOString()
  return {
    client,
    user,
    connection,
    methods: [{ name: 'pwd', timestamp }],
    organization: undefined,
    audience: requestedAudience(tenant, params.audience),
    scope: typeof params.scope === 'string' ? params.scope : undefined,
    protocol: 'oauth2-password',
  }
}

function connectionName(tenant: Tenant, grantType: string, realm: unknown): string {
  if (grantType === PASSWORD_REALM) {
    if (typeof realm !== 'string') {
      throw refused('invalid_request', 'Missing required parameter: realm', 400)
    }
    if (findConnectionByName(tenant, realm)?.strategy === 'auth0') return realm
    throw refused('invalid_request', `Unknown or invalid realm: ${realm}`, 400)
  }
  const directory = tenant.state.settings.get('tenant-settings')?.default_directory
  if (typeof directory === 'string' && findConnectionByName(tenant, directory) !== undefined) {
    return directory
  }
  // Simplified: Auth0 answers 500 here.
  throw refused('server_error', 'Authorization server not configured with default connection.', 400)
}

async function findWithinReach(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  attempt: { connection: string; identifier: string },
  password: string,
): Promise<User> {
  if (isRepeatedTooOften(tenant, ctx, attempt)) throw refused('too_many_requests', TOO_OFTEN, 429)
  if (isLockedOut(tenant, ctx, attempt)) throw refused('too_many_attempts', LOCKED_OUT, 429)
  const identifier = attempt.identifier.trim()
  const found = findAccountByIdentifier(tenant, attempt.connection, identifier)
  if (found !== undefined && (await checkPassword(found.account, password))) {
    forgetFailures(tenant, ctx, attempt)
    return found.user
  }
  countFailure(tenant, ctx, attempt)
  throw refused('invalid_grant', 'Wrong email or password.')
}
