import { type Claim, faithful, refused, simplified } from '../fidelity/claim.ts'
import { API, DOCS, GRANTS_FIDELITY, type GrantRow } from './grants-fidelity.ts'

/**
 * Every endpoint of the Authentication API and how true it is to Auth0; `npm run fidelity` writes it to
 * FIDELITY.md.
 *
 * To add an endpoint: change its row here from `refused(...)` to `simplified(what differs, source)` or
 * `faithful(source)`, or add a row, and run `npm run fidelity`. An `endpoint` is a method and a path,
 * a `grant` a `grant_type` of `/oauth/token`, a `flow` anything that shares a path (a prompt, a
 * response type, a page). test/local-tenant/fidelity/endpoints.test.ts asks a running tenant: whatever
 * discovery announces has a row, every endpoint and grant that is not refused is there, every
 * refused one is a named refusal. A source is a public document with the day it was read.
 */
export type EndpointRow =
  | {
      readonly kind: 'endpoint'
      readonly method: 'GET' | 'POST'
      readonly path: `/${string}`
      readonly claim: Claim
    }
  | GrantRow
  | { readonly kind: 'flow'; readonly name: string; readonly claim: Claim }

const NAMED_404 = 'answers 404 `local_tenant_route_not_emulated`'

const get = (path: `/${string}`, claim: Claim): EndpointRow => ({
  kind: 'endpoint',
  method: 'GET',
  path,
  claim,
})
const post = (path: `/${string}`, claim: Claim): EndpointRow => ({
  kind: 'endpoint',
  method: 'POST',
  path,
  claim,
})
const flow = (name: string, claim: Claim): EndpointRow => ({ kind: 'flow', name, claim })

export const ENDPOINTS_FIDELITY: readonly EndpointRow[] = [
  get('/.well-known/openid-configuration', simplified('announces only what is emulated', API)),
  get('/.well-known/jwks.json', simplified('one RS256 key, without a certificate chain', API)),
  get('/authorize', simplified('callbacks match exactly, without wildcards; no consent page', API)),
  post('/authorize', simplified('as by GET; the form is `event.request.body`', API)),
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
    'DPoP and mTLS: a proof, `dpop_jkt`, and whatever a client or an API demands of the kind',
    refused(
      'answers `local_tenant_not_emulated`; `require_proof_of_possession` and `proof_of_possession` are kept, and no token is issued under them',
      DOCS('sender constraining'),
    ),
  ),
  flow(
    'response types `id_token`, `id_token token` and the hybrids with `code`',
    simplified(
      '`nonce` is always required with an ID token; for a client without the grant, error and text of oidc-provider',
      DOCS('implicit flow with form post'),
    ),
  ),
  flow(
    'response type `token` alone',
    refused('answers `unsupported_response_type`', DOCS('authorize application, implicit grant')),
  ),
  flow('`response_mode=form_post`', faithful(DOCS('implicit flow with form post'))),
  flow(
    '`/continue`: where a redirecting Action takes a person back',
    simplified('a person may stay away for an hour', DOCS('redirect with Actions')),
  ),
  flow(
    'device confirmation `/activate`',
    simplified('plain pages; one kind of user code', DOCS('device authorization flow')),
  ),
  flow(
    'the page behind a password ticket, `/u/reset-verify`',
    simplified(
      'a plain form; no password history; see the switch `blockedMayResetPassword`',
      DOCS('change users passwords'),
    ),
  ),
  flow(
    'the page behind the link of a verification mail, `/u/email-verification`',
    simplified(
      'a plain page; a link for an address that changed since verifies nothing',
      DOCS('verify emails'),
    ),
  ),
  flow(
    'login and sign-up pages `/u/…`',
    simplified(
      'plain forms of its own: no Universal Login customization, no MFA',
      DOCS('Universal Login'),
    ),
  ),
  flow(
    '`organization` (an id; a name too where the tenant takes names), `organization_usage`, `organization_require_behavior`',
    simplified(
      'which organizations a person may choose is shown on one plain page; whoever belongs to none stays signed in and is refused with `invalid_request`; that `allow_organization_name_in_authentication_api` holds for every grant is assumed',
      DOCS('define organization behavior, use organization names in Authentication API'),
    ),
  ),
  flow(
    '`invitation`: acceptance, native address check, consumption',
    simplified(
      'see the switches `invitationUsesSession` and `invitationComparesCase`; `fi` names who came and who was invited, its other texts are ours',
      DOCS('invite members'),
    ),
  ),
  flow(
    'enterprise and social connections with an upstream on this machine',
    simplified(
      'always OpenID Connect, by authorization code with PKCE and client secret, claims from the ID token: no `attribute_map`, `domain_aliases`, front channel, SCIM, `session_expiry` or federated logout',
      DOCS('enterprise connections'),
    ),
  ),
  flow(
    'enterprise and social connections without one; SAML, WS-Federation, LDAP',
    refused(
      'answers `local_tenant_connection_not_emulated`: no real host is ever asked',
      DOCS('enterprise connections'),
    ),
  ),
  flow(
    '`set_user_root_attributes`: profiles follow the identity provider',
    simplified(
      'an attribute the provider stops telling is dropped, except `name` and `nickname`; see the switch `invitedVerificationSurvivesChange`',
      DOCS('configure connection sync with Auth0'),
    ),
  ),
  flow('`upstream_params`', faithful(DOCS('pass parameters to identity providers'))),
  post(
    '/oauth/par',
    simplified(
      'a request lives for 60 s, at Auth0 30 s; no request objects; texts of refusals are those of oidc-provider',
      API,
    ),
  ),
  post(
    '/oauth/token',
    simplified(
      'client secrets and public clients; no private key JWT, no mTLS; the status of a denial by a post-login Action is a switch per grant, its text is never lost',
      API,
    ),
  ),
  ...GRANTS_FIDELITY,
  post('/oauth/device/code', simplified('the interval is told, not enforced', API)),
  post(
    '/oauth/revoke',
    simplified('ends one refresh token with its family; access tokens live on', API),
  ),
  get('/userinfo', faithful(API)),
  get('/v2/logout', simplified('no `federated`: an upstream session is left alone', API)),
  get('/oidc/logout', simplified('never asks for confirmation', API)),
  post(
    '/dbconnections/signup',
    simplified(
      'no bot detection, no e-mail verification; whoever exists is refused before any Action, by `user_exists` or `invalid_signup` as `enable_public_signup_user_exists_error` says (a new tenant: `invalid_signup`)',
      API,
    ),
  ),
  post(
    '/dbconnections/change_password',
    simplified('the mail goes to the outbox; `email` only, no `username`', API),
  ),
  post(
    '/passwordless/start',
    simplified('codes go to the outbox; magic links are refused by name', API),
  ),
  post('/passwordless/verify', refused(NAMED_404, API)),
  post('/mfa/challenge', refused(NAMED_404, API)),
  post('/mfa/associate', refused(NAMED_404, API)),
  get('/mfa/authenticators', refused(NAMED_404, API)),
  post('/bc-authorize', refused(NAMED_404, API)),
  post('/oidc/register', refused(NAMED_404, API)),
  get('/samlp/any-client', refused(NAMED_404, API)),
  get('/wsfed/any-client', refused(NAMED_404, API)),
  get('/login/callback', simplified('OpenID Connect only', DOCS('OIDC enterprise connections'))),
  post('/login/callback', simplified('OpenID Connect only', DOCS('OIDC enterprise connections'))),
  post('/oauth/global-token-revocation/connection/any', refused(NAMED_404, API)),
  post('/oauth/access_token', refused(NAMED_404, API)),
  post('/oauth/ro', refused(NAMED_404, API)),
  post('/tokeninfo', refused(NAMED_404, API)),
  post('/delegation', refused(NAMED_404, API)),
]
