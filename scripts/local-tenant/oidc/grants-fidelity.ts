import { type Claim, refused, simplified } from '../fidelity/claim.ts'

/** A `grant_type` of `/oauth/token`. */
export type GrantRow = {
  readonly kind: 'grant'
  readonly grantType: string
  readonly claim: Claim
}

/** Auth0's OpenAPI document of the Authentication API. */
export const API = 'Auth0 Authentication API, OpenAPI document (auth0/docs-v2, 2026-08-20)'
export const DOCS = (page: string): string => `Auth0 docs, ${page} (read 2026-11-22)`
const NAMED_GRANT = 'answers 403 `unsupported_grant_type`'

const grant = (grantType: string, claim: Claim): GrantRow => ({ kind: 'grant', grantType, claim })

/** The grants among the endpoints, and how true each is to Auth0; see `ENDPOINTS_FIDELITY`. */
export const GRANTS_FIDELITY: readonly GrantRow[] = [
  grant(
    'authorization_code',
    simplified('`redirect_uri` may be left out where the client has one callback', API),
  ),
  grant(
    'refresh_token',
    simplified(
      'rotation, reuse detection and lifetimes; an `audience` of another API (multi-resource tokens) answers `local_tenant_not_emulated`; in the log `tokenCounter` of `sertft` is that of the token handed in, the texts of `srrt`, `session_revoked` and `w` are ours; see the switch `refreshDeniedIs500`',
      DOCS('refresh token rotation'),
    ),
  ),
  grant(
    'client_credentials',
    simplified(
      'the texts of organization refusals are our own; `server_error` is 400, at Auth0 500',
      DOCS('machine-to-machine access for organizations'),
    ),
  ),
  grant(
    'password',
    simplified(
      'no MFA; no default directory is 400, at Auth0 500; see the switch `passwordDeniedIs500`',
      API,
    ),
  ),
  grant(
    'http://auth0.com/oauth/grant-type/password-realm',
    simplified(
      'no MFA; see the switch `passwordDeniedIs500`',
      DOCS('resource owner password flow'),
    ),
  ),
  grant(
    'http://auth0.com/oauth/grant-type/passwordless/otp',
    simplified(
      'connections `email` and `sms`, not database connections; `event.transaction.protocol` is `oauth2-resource-owner`, which nobody has confirmed; see the switch `passwordlessDeniedIs500`',
      API,
    ),
  ),
  grant(
    'urn:ietf:params:oauth:grant-type:device_code',
    simplified('never `slow_down`', DOCS('device authorization flow')),
  ),
  grant(
    'urn:ietf:params:oauth:grant-type:token-exchange',
    simplified(
      'on behalf of (refusal texts our own) and custom profiles (`server_error` is 400, at Auth0 500; see the switches `exchangeChecksMembership` and `exchangeDeniedIs500`); native social and Token Vault are refused by name; no throttling of invalid subject tokens',
      DOCS('on-behalf-of token exchange; custom token exchange'),
    ),
  ),
  grant(
    'urn:ietf:params:oauth:grant-type:jwt-bearer',
    refused(NAMED_GRANT, DOCS('application grant types')),
  ),
  grant(
    'urn:openid:params:grant-type:ciba',
    refused(NAMED_GRANT, DOCS('client-initiated backchannel authentication')),
  ),
  grant('http://auth0.com/oauth/grant-type/mfa-otp', refused(NAMED_GRANT, API)),
  grant('http://auth0.com/oauth/grant-type/mfa-oob', refused(NAMED_GRANT, API)),
  grant('http://auth0.com/oauth/grant-type/mfa-recovery-code', refused(NAMED_GRANT, API)),
]
