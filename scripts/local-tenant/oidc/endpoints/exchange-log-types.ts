import { PASSWORD_REALM } from '../grants/password.ts'
import { PASSWORDLESS_OTP } from '../grants/passwordless-otp.ts'
import { ACCESS_TOKEN_TYPE, TOKEN_EXCHANGE } from '../grants/token-exchange.ts'

export type ExchangeLog = {
  /** Type and description; absent where the grant writes its own entry. */
  done?: readonly [type: string, description: string]
  failed: string
}

const of = (what: string) => `Successful exchange of ${what} for access token`
const PASSWORD: ExchangeLog = { done: ['sepft', of('password')], failed: 'fepft' }

/**
 * @fact `/oauth/token` writes these types into the tenant log. (Auth0's schema of tenant logs; read
 * 2026-08-20)
 */
const BY_GRANT: Readonly<Record<string, ExchangeLog>> = {
  authorization_code: { done: ['seacft', of('authorization code')], failed: 'feacft' },
  refresh_token: { done: ['sertft', of('refresh token')], failed: 'fertft' },
  client_credentials: { done: ['seccft', of('client credentials')], failed: 'feccft' },
  password: PASSWORD,
  [PASSWORD_REALM]: PASSWORD,
  [PASSWORDLESS_OTP]: { failed: 'fepotpft' },
  'urn:ietf:params:oauth:grant-type:device_code': {
    done: ['sede', of('device code')],
    failed: 'fede',
  },
}
const CUSTOM: ExchangeLog = {
  done: ['secte', 'Successful exchange via custom token exchange'],
  failed: 'fecte',
}
const ON_BEHALF: ExchangeLog = {
  done: [
    'success_on_behalf_of_token_exchange',
    'Successful exchange via on-behalf-of token exchange',
  ],
  failed: 'failed_on_behalf_of_token_exchange',
}

export function exchangeLogOf(body: Record<string, unknown>): ExchangeLog | undefined {
  const grantType = String(body.grant_type)
  if (grantType === TOKEN_EXCHANGE) {
    return body.subject_token_type === ACCESS_TOKEN_TYPE ? ON_BEHALF : CUSTOM
  }
  return Object.hasOwn(BY_GRANT, grantType) ? BY_GRANT[grantType] : undefined
}
