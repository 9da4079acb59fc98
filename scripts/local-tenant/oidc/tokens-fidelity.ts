import { type Claim, simplified } from '../fidelity/claim.ts'

const DOCS = (page: string): string => `Auth0 docs, ${page} (auth0/docs-v2, read 2026-11-28)`

const OWN = 'a value of our own: the tenant listens on a port of this machine'

/** What tokens hold and what the events of Actions show, for the fidelity table. */
export const TOKENS_FIDELITY: readonly { readonly what: string; readonly claim: Claim }[] = [
  {
    what: 'custom claims: restricted names and namespaces, APIs of Auth0, claims of the profile',
    claim: simplified(
      'left out as at Auth0, and told by a `w` entry of our own in the tenant log; profile claims of machines are not looked at',
      DOCS('create custom claims, custom claims migration'),
    ),
  },
  {
    what: 'custom claims of the ID token at `/userinfo`',
    claim: simplified(
      'those of the login, or the refresh, that the access token is from',
      DOCS('custom claims migration'),
    ),
  },
  {
    what: 'access token profiles (`token_dialect`) and the `permissions` claim',
    claim: simplified(
      'no encryption; a refresh keeps the scopes of its login though roles have changed',
      `${DOCS('access token profiles')}; community 99135, 134310, 28900`,
    ),
  },
  {
    what: 'tokens of people for the Management API: scopes about oneself, none that an Action adds',
    claim: simplified(
      'no route takes those scopes; that other APIs of Auth0 ignore added scopes is not confirmed',
      `${DOCS('get Management API access tokens for single-page applications')}; community 188599, 125437`,
    ),
  },
  {
    what: '`event.authorization.roles`: of the member in an organization, of the person without one',
    claim: simplified(
      'what a refresh shows, whose organization the event does not name, is not confirmed: the roles of the person',
      'community 99135 (read 2026-11-28)',
    ),
  },
  {
    what: '`event.transaction.locale`',
    claim: simplified(
      'the first language asked for that the tenant has, a region left away; how Auth0 matches beyond that is not known',
      DOCS('post-login event object'),
    ),
  },
  {
    what: '`event.transaction` at the token endpoint',
    claim: simplified(
      'the protocol, and what a token exchange adds; reported whole for passwords only',
      'community 129557; Auth0 support, find requested scopes in Actions (read 2026-11-28)',
    ),
  },
  {
    what: '`event.session`: `expires_at` and `idle_expires_at`, and the limits of what Actions set',
    claim: simplified(
      'the words of the `w` entry are our own',
      'Auth0 docs, manage sessions with Actions (read 2026-11-22)',
    ),
  },
  {
    what: '`event.request.hostname`',
    claim: simplified('with the port, so that an Action can call its own tenant', OWN),
  },
  {
    what: '`event.request.geoip`, `asn`; `event.security_context`, `custom_domain`',
    claim: simplified(
      'empty, or absent as the documentation allows: nobody knows where this machine is, and there is no proxy before it and no custom domain',
      DOCS('post-login event object'),
    ),
  },
  {
    what: '`picture` in events, ID tokens, `/userinfo` and the Management API',
    claim: simplified(
      'the Gravatar of the address where nobody gave one; which letters stand in for it is our own, and nobody can ask who comes without one',
      'published schema of event streams; profiles in public repositories (read 2026-11-30)',
    ),
  },
  {
    what: '`event.transaction`: `correlation_id` and `requested_authorization_details`',
    claim: simplified(
      'as the authorization request has them, pushed requests not; neither is in the tenant log, nothing is granted by the details and nobody is asked for consent',
      'Auth0 docs, configure correlation ID (early access; read 2026-11-30); types of auth0/auth0-actions (read 2026-11-22)',
    ),
  },
  {
    what: '`event.transaction.id`, `event.authentication.riskAssessment`, `event.agent`',
    claim: simplified(
      'absent, as the types allow: nothing says when an id begins and ends, no risk is assessed, and there are no agents',
      'types of auth0/auth0-actions (read 2026-11-22)',
    ),
  },
  {
    what: '`event.user.enrolledFactors`',
    claim: simplified(
      'always an empty list: nobody enrols a factor',
      DOCS('post-login event object'),
    ),
  },
]
