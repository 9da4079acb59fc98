import { type Claim, faithful, refused, simplified } from '../fidelity/claim.ts'

/**
 * Every door of the Authentication API and how true it is to Auth0; `npm run fidelity` writes it to
 * FIDELITY.md.
 *
 * To add a door: change its row here from `refused(...)` to `simplified(what differs, source)` or
 * `faithful(source)`, or add a row, and run `npm run fidelity`. An `endpoint` is a method and a path,
 * a `grant` a `grant_type` of `/oauth/token`, a `flow` anything that shares a path (a prompt, a
 * response type, a page). test/local-tenant/fidelity/doors.test.ts asks a running tenant: whatever
 * discovery announces has a row, every endpoint and grant that is not refused is there, every
 * refused one is a named refusal. A source is a public document with the day it was read.
 */
export type DoorRow =
  | {
      readonly kind: 'endpoint'
      readonly method: 'GET' | 'POST'
      readonly path: `/${string}`
      readonly claim: Claim
    }
  | { readonly kind: 'grant'; readonly grantType: string; readonly claim: Claim }
  | { readonly kind: 'flow'; readonly name: string; readonly claim: Claim }

/** Auth0's OpenAPI document of the Authentication API. */
const API = 'Auth0 Authentication API, OpenAPI document (auth0/docs-v2, 2026-08-20)'
const DOCS = (page: string): string => `Auth0 docs, ${page} (read 2026-11-22)`
const NAMED_404 = 'answers 404 `local_tenant_route_not_emulated`'
const NAMED_GRANT = 'answers 403 `unsupported_grant_type`'

const get = (path: `/${string}`, claim: Claim): DoorRow => ({
  kind: 'endpoint',
  method: 'GET',
  path,
  claim,
})
const post = (path: `/${string}`, claim: Claim): DoorRow => ({
  kind: 'endpoint',
  method: 'POST',
  path,
  claim,
})
const grant = (grantType: string, claim: Claim): DoorRow => ({ kind: 'grant', grantType, claim })
const flow = (name: string, claim: Claim): DoorRow => ({ kind: 'flow', name, claim })

export const DOORS_FIDELITY: readonly DoorRow[] = [
  get('/.well-known/openid-configuration', simplified('announces only what is emulated', API)),
  get('/.well-known/jwks.json', simplified('one RS256 key, without a certificate chain', API)),
  get('/authorize', simplified('callbacks match exactly, without wildcards; no consent page', API)),
  flow(
    'authorization code with PKCE',
    faithful('RFC 7636, by oidc-provider; openid-client signs in with it in the tests'),
  ),
  flow(
    '`prompt=none` and a live session',
    simplified(
      'a session is known by one cookie; no anomaly detection',
      DOCS('configure silent authentication'),
    ),
  ),
  flow('`response_mode=web_message`', faithful(DOCS('authorization code flow with PKCE'))),
  flow(
    '`prompt=consent`, `prompt=select_account`',
    simplified('consent is never asked; choosing an account shows the login page', API),
  ),
  flow(
    'response types `token`, `id_token` and hybrids',
    refused('answers `unsupported_response_type`', API),
  ),
  flow(
    'login and sign-up pages `/u/…`',
    simplified(
      'plain forms of its own: no Universal Login customization, no MFA',
      DOCS('Universal Login'),
    ),
  ),
  flow(
    '`organization` (id or name), `organization_usage`, `organization_require_behavior`',
    simplified(
      'which organizations a person may choose is shown on one plain page',
      DOCS('define organization behavior'),
    ),
  ),
  flow(
    '`invitation`: acceptance, native address check, consumption',
    simplified(
      'see the switches `invitationUsesSession` and `invitationComparesCase`',
      DOCS('invite members'),
    ),
  ),
  flow(
    'enterprise and social connections at login',
    refused(
      'the login page says that the connection is not emulated',
      DOCS('enterprise connections'),
    ),
  ),
  post('/oauth/par', refused(NAMED_404, API)),
  post(
    '/oauth/token',
    simplified('client secrets and public clients; no private key JWT, no mTLS', API),
  ),
  grant('authorization_code', faithful(API)),
  grant(
    'refresh_token',
    simplified(
      'rotation, reuse detection and lifetimes; no multi-resource tokens',
      DOCS('refresh token rotation'),
    ),
  ),
  grant(
    'client_credentials',
    simplified('no `organization`, no credentials-exchange trigger', API),
  ),
  grant('password', refused(NAMED_GRANT, API)),
  grant(
    'http://auth0.com/oauth/grant-type/password-realm',
    refused(NAMED_GRANT, DOCS('resource owner password flow')),
  ),
  grant('http://auth0.com/oauth/grant-type/passwordless/otp', refused(NAMED_GRANT, API)),
  grant('urn:ietf:params:oauth:grant-type:device_code', refused(NAMED_GRANT, API)),
  grant('urn:ietf:params:oauth:grant-type:token-exchange', refused(NAMED_GRANT, API)),
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
  post('/oauth/device/code', refused(NAMED_404, API)),
  post(
    '/oauth/revoke',
    simplified('ends one refresh token with its family; access tokens live on', API),
  ),
  get('/userinfo', faithful(API)),
  get('/v2/logout', simplified('no `federated`: an upstream session is left alone', API)),
  get('/oidc/logout', simplified('never asks for confirmation', API)),
  post('/dbconnections/signup', simplified('no bot detection, no e-mail verification', API)),
  post('/dbconnections/change_password', refused(NAMED_404, API)),
  post('/passwordless/start', refused(NAMED_404, API)),
  post('/passwordless/verify', refused(NAMED_404, API)),
  post('/mfa/challenge', refused(NAMED_404, API)),
  post('/mfa/associate', refused(NAMED_404, API)),
  get('/mfa/authenticators', refused(NAMED_404, API)),
  post('/bc-authorize', refused(NAMED_404, API)),
  post('/oidc/register', refused(NAMED_404, API)),
  get('/samlp/any-client', refused(NAMED_404, API)),
  get('/wsfed/any-client', refused(NAMED_404, API)),
  get('/login/callback', refused(NAMED_404, API)),
  post('/login/callback', refused(NAMED_404, API)),
  post('/oauth/global-token-revocation/connection/any', refused(NAMED_404, API)),
  post('/oauth/access_token', refused(NAMED_404, API)),
  post('/oauth/ro', refused(NAMED_404, API)),
  post('/tokeninfo', refused(NAMED_404, API)),
  post('/delegation', refused(NAMED_404, API)),
]
