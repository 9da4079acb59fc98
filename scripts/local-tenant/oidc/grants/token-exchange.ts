import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Engine } from '../front.ts'
import { refused } from '../login/token-refusal.ts'
import { exchangeCustomToken } from './exchange-custom-token.ts'
import { exchangeOnBehalfOf } from './on-behalf-of.ts'

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token'
const PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'requested_token_type',
  'actor_token',
  'actor_token_type',
  'audience',
  'scope',
  'organization',
]
/**
 * @fact No token exchange profile may have one of Auth0's own names. (Auth0 docs, custom token
 * exchange; read 2026-11-22)
 */
const RESERVED = /^(?:https?:\/\/(?:auth0|okta)\.com|urn:(?:ietf|auth0|okta))(?=[:/]|$)/

/** One grant, two endpoints, told apart by the type of the token that is handed in. */
export function registerTokenExchange(provider: Provider, engine: Engine): void {
  provider.registerGrantType(TOKEN_EXCHANGE, (ctx) => exchange(provider, engine, ctx), PARAMETERS)
}

async function exchange(
  provider: Provider,
  engine: Engine,
  ctx: KoaContextWithOIDC,
): Promise<void> {
  const { subject_token, subject_token_type: type } = ctx.oidc.params ?? {}
  for (const [name, value] of Object.entries({ subject_token, subject_token_type: type })) {
    if (typeof value === 'string') continue
    throw refused('invalid_request', `Missing required parameter: ${name}`, 400)
  }
  if (type === ACCESS_TOKEN_TYPE) return exchangeOnBehalfOf(provider, engine, ctx)
  if (!RESERVED.test(String(type))) return exchangeCustomToken(provider, engine, ctx)
  throw refused('invalid_request', `local_tenant_not_emulated: subject_token_type ${type}`, 400)
}
