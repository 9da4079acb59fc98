import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Client, Connection, Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'
import type { Engine } from '../front.ts'
import { createAccount } from '../login/create-account.ts'
import { admitDirectLogin, assertNoOrganization, type DirectLogin } from '../login/direct-login.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { redeemOneTimeCode } from '../login/one-time-code.ts'
import {
  findPasswordlessConnection,
  mayJoin,
  type PasswordlessTarget,
  readTarget,
} from '../login/passwordless-connection.ts'
import { refused } from '../login/token-refusal.ts'
import { requestedAudience } from '../provider/resource-servers.ts'
import { issueTokens } from './issue-tokens.ts'

export const PASSWORDLESS_OTP = 'http://auth0.com/oauth/grant-type/passwordless/otp'
const PARAMETERS = ['username', 'otp', 'realm', 'audience', 'scope', 'organization']

/** The code from `/passwordless/start` for tokens; who is new gets an account first. */
export function registerPasswordlessOtp(provider: Provider, engine: Engine): void {
  provider.registerGrantType(
    PASSWORDLESS_OTP,
    async (ctx) => {
      const login = await readLogin(engine, ctx)
      const outcome = await admitDirectLogin(engine, ctx, login)
      await issueTokens(provider, engine.tenant, ctx, { login, outcome, gty: 'passwordless' })
      const clientId = login.client.client_id
      logTransaction(engine.tenant, ctx, { type: 's', description: 'Successful login', clientId })
    },
    PARAMETERS,
  )
}

async function readLogin(engine: Engine, ctx: KoaContextWithOIDC): Promise<DirectLogin> {
  const { tenant } = engine
  const params = ctx.oidc.params ?? {}
  const client = tenant.state.clients.get(ctx.oidc.client?.clientId ?? '') as Client
  assertNoOrganization(params.organization)
  const target = readProvenTarget(tenant, client, params)
  const { connection } = target
  traceOf(ctx).connection = connection.name
  const user = target.user ?? (await join(engine, ctx, client, target))
  const timestamp = new Date(tenant.clock.now()).toISOString()
  markProven(tenant, connection, user)
  return {
    client,
    user,
    connection: connection.name,
    methods: [{ name: connection.strategy, timestamp }],
    organization: undefined,
    audience: requestedAudience(tenant, params.audience),
    scope: typeof params.scope === 'string' ? params.scope : undefined,
    protocol: 'oauth2-resource-owner',
  }
}

function readProvenTarget(
  tenant: Tenant,
  client: Client,
  { realm, username, otp }: Record<string, unknown>,
): PasswordlessTarget {
  const connection = findPasswordlessConnection(tenant, client, String(realm))
  if (connection === undefined) {
    throw refused('invalid_request', `Unknown or invalid realm: ${String(realm)}`, 400)
  }
  const what = connection.strategy === 'sms' ? 'phone number' : 'email'
  const wrong = refused('invalid_grant', `Wrong ${what} or verification code.`)
  const target = readTarget(tenant, connection, String(username))
  if (target === undefined || typeof otp !== 'string') throw wrong
  const answer = redeemOneTimeCode(tenant, connection, target.address, otp)
  if (answer === 'wrong') throw wrong
  if (answer === 'expired') {
    throw refused('invalid_grant', 'The verification code has expired. Please try to login again.')
  }
  return target
}

async function join(
  engine: Engine,
  ctx: KoaContextWithOIDC,
  client: Client,
  { connection, address }: PasswordlessTarget,
): Promise<User> {
  if (!mayJoin(connection)) throw refused('invalid_request', 'Public signup is disabled', 400)
  const identifier = connection.strategy === 'sms' ? { phone_number: address } : { email: address }
  const result = await createAccount(engine, ctx, {
    client,
    connection,
    candidate: { ...identifier, user_metadata: {} },
  })
  if (result.ok) return result.user
  if (result.reason !== 'refused') throw refused('access_denied', result.reason)
  throw readSwitch(engine.tenant, 'deniedPasswordlessIsExtensibilityError')
    ? refused('extensibility_error', result.text, 400)
    : refused('access_denied', result.message)
}

/** Whoever read the code has the mailbox. */
function markProven(tenant: Tenant, { strategy }: Connection, user: User): void {
  const field = strategy === 'sms' ? 'phone_verified' : 'email_verified'
  if (user[field] === true) return
  user[field] = true
  user.updated_at = new Date(tenant.clock.now()).toISOString()
}
