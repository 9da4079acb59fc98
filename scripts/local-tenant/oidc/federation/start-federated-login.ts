import * as oidc from 'openid-client'
import type { Connection, Json, JsonObject } from '../../store.ts'
import type { Front, HttpContext } from '../front.ts'
import { writeRecord } from '../provider/protocol-records.ts'
import { asRelyingParty, assertOnThisMachine } from './relying-party.ts'
import { callbackOf, type UpstreamAddress } from './upstream-address.ts'

/** A person on the way to an identity provider; found again by the `state` of the way back. */
export type UpstreamLogin = {
  /** Of the transaction; its cookie has to come back with the answer. */
  interactionUid: string
  /** Name of the connection. */
  connection: string
  nonce: string
  verifier: string
}

export const upstreamLoginKey = (state: string): string => `UpstreamLogin:${state}`

const LIFETIME_SECONDS = 3_600
/** What `upstream_params` cannot change: the tenant's own part of the protocol. */
const OWN_PARAMETERS = new Set(
  'client_id code_challenge code_challenge_method nonce redirect_uri request request_uri response_mode response_type scope state'.split(
    ' ',
  ),
)

/**
 * Sends the person to the connection's identity provider.
 * @throws Error when the provider cannot be asked where its pages are
 */
export async function startFederatedLogin(
  { tenant }: Front,
  ctx: HttpContext,
  transaction: { uid: string; params: Record<string, unknown> },
  connection: Connection,
  address: UpstreamAddress,
): Promise<void> {
  const state = oidc.randomState()
  const login: UpstreamLogin = {
    interactionUid: transaction.uid,
    connection: connection.name,
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  }
  const code_challenge = await oidc.calculatePKCECodeChallenge(login.verifier)
  const target = await asRelyingParty(address, async (configuration) =>
    oidc.buildAuthorizationUrl(configuration, {
      ...upstreamParameters(connection, transaction.params),
      redirect_uri: callbackOf(tenant),
      scope: scopeOf(connection),
      state,
      nonce: login.nonce,
      code_challenge,
      code_challenge_method: 'S256',
    }),
  )
  assertOnThisMachine(target)
  writeRecord(tenant, upstreamLoginKey(state), login, LIFETIME_SECONDS)
  ctx.status = 303
  ctx.set('Cache-Control', 'no-store')
  ctx.redirect(target.href)
}

/** `scope` is a text in enterprise connections, a list in social ones. */
function scopeOf({ options }: Connection): string {
  const { scope } = (options ?? {}) as JsonObject
  const asked = Array.isArray(scope) ? scope.join(' ') : typeof scope === 'string' ? scope : ''
  const scopes = asked === '' ? ['profile', 'email'] : asked.split(' ').filter(Boolean)
  return [...new Set(['openid', ...scopes])].join(' ')
}

/**
 * @fact `options.upstream_params` holds fixed values, and parameters of the application's request
 * that are passed on. Without it the provider gets nothing of the request, `prompt` and
 * `login_hint` included. (Auth0 docs, pass parameters to identity providers; read 2026-11-22)
 */
function upstreamParameters(
  { options }: Connection,
  params: Record<string, unknown>,
): Record<string, string> {
  const declared = ((options ?? {}) as JsonObject).upstream_params ?? null
  if (typeof declared !== 'object' || declared === null) return {}
  const passed = Object.entries(declared).flatMap(([name, rule]) => {
    const { value, alias } = (rule ?? {}) as Record<string, Json | undefined>
    const given = typeof alias === 'string' ? params[alias] : value
    return typeof given === 'string' && !OWN_PARAMETERS.has(name) ? [[name, given] as const] : []
  })
  return Object.fromEntries(passed)
}
