import { MOST_JSON_LEVELS } from '../json-depth.ts'
import { MAX_CONNECTIONS } from '../management/link-connection.ts'
import { MAX_BODY_BYTES } from '../management/management-api.ts'
import { DEFAULT_TTL_SEC, MAX_TTL_SEC } from '../management/organization-invitation-routes.ts'
import { MAX_ROLES } from '../management/organization-member-routes.ts'
import { DEFAULT_PER_PAGE, MAX_PER_PAGE } from '../management/paging.ts'
import { MAX_SEARCHABLE } from '../management/user-routes.ts'
import { BODY_LIMIT_BYTES } from '../oidc/endpoints/read-body.ts'
import { METADATA_LIMIT } from '../oidc/endpoints/signup.ts'
import { MAX_BYTES } from '../oidc/login/is-strong-enough.ts'
import { DEFAULT_IDLE_HOURS, DEFAULT_SESSION_HOURS } from '../oidc/login/login-facts.ts'
import { OUTBOX_LIMIT } from '../outbox.ts'
import { TENANT_LOG_LIMIT } from '../tenant-log.ts'
import { type Claim, faithful, refused, simplified } from './claim.ts'

export type TenantLimit = { readonly what: string; readonly value: string; readonly claim: Claim }

const DOCS = (page: string): string => `Auth0 docs, ${page} (read 2026-11-22)`
const PLANS = 'Auth0 docs, rate limit configurations (read 2026-08-20)'
const OWN_DEPTH = 'a value of our own: nothing may run out of stack'
const OWN = 'a value of our own: the tenant lives in memory'

/** Limits outside the Actions runtime, with the values the code has. New ones are added here by hand. */
export const TENANT_LIMITS: readonly TenantLimit[] = [
  {
    what: 'requests to the Management API',
    value: 'of a plan that is chosen at the control port; none until then',
    claim: simplified(
      'bought bursts are not there, nor limits of endpoints that no document was read for; the headers are of the narrowest limit that a request met',
      PLANS,
    ),
  },
  {
    what: 'requests to the Authentication API',
    value: 'of a plan that is chosen at the control port; none until then',
    claim: simplified(
      'every request counts as one, also those of which Auth0 may count none; limits of single endpoints are not there',
      PLANS,
    ),
  },
  {
    what: 'logins of one person from one address',
    value: '20 a minute, then 10, under any plan',
    claim: simplified('the words of the refusal are our own', DOCS('rate limit policy')),
  },
  {
    what: 'wrong passwords in a row for one identifier, from one address',
    value: '`max_attempts` of brute-force protection',
    claim: simplified(
      'no e-mail is sent, and none has a link that lifts the block',
      DOCS('brute-force protection'),
    ),
  },
  {
    what: 'attack protection: suspicious IPs, breached passwords, bots',
    value: 'none',
    claim: refused('settings are kept, nobody is blocked by them', DOCS('attack protection')),
  },
  {
    what: 'body of a Management API request',
    value: `${MAX_BODY_BYTES} bytes`,
    claim: simplified('more is answered 413; how much Auth0 takes is not published', OWN),
  },
  {
    what: 'body of an Authentication API request',
    value: `${BODY_LIMIT_BYTES} bytes`,
    claim: simplified('more is answered 413; how much Auth0 takes is not published', OWN),
  },
  {
    what: 'objects and lists inside each other, in a body of JSON and in what an Action asks for',
    value: String(MOST_JSON_LEVELS),
    claim: simplified(
      'more is answered 400, or fails the Action; how much Auth0 takes is not published',
      OWN_DEPTH,
    ),
  },
  {
    what: 'page of a list',
    value: `${DEFAULT_PER_PAGE}, at most ${MAX_PER_PAGE}`,
    claim: faithful('recorded from a live tenant, 2026-08-10'),
  },
  {
    what: 'people reached by paging',
    value: String(MAX_SEARCHABLE),
    claim: faithful(DOCS('view search results by page')),
  },
  {
    what: 'connections of an organization',
    value: String(MAX_CONNECTIONS),
    claim: faithful(DOCS('organizations overview')),
  },
  {
    what: 'e-mail address, wherever Auth0 is the source of the profile',
    value: '`isEmail` of the npm package `validator`, its defaults',
    claim: simplified(
      'which version of the package Auth0 has is not known',
      'Auth0 support, community 104550 and 113488 (read 2026-11-28)',
    ),
  },
  {
    what: 'roles of a member',
    value: String(MAX_ROLES),
    claim: faithful(DOCS('entity limit policy')),
  },
  {
    what: 'life of an invitation',
    value: `${DEFAULT_TTL_SEC} s, at most ${MAX_TTL_SEC} s`,
    claim: faithful('auth0 SDK 7.1.0, CreateOrganizationInvitationRequestContent'),
  },
  {
    what: 'session of a browser, unless the tenant says otherwise',
    value: `${DEFAULT_SESSION_HOURS} h, idle ${DEFAULT_IDLE_HOURS} h`,
    claim: faithful(DOCS('configure session lifetime settings')),
  },
  {
    what: '`user_metadata` at sign-up',
    value: `${METADATA_LIMIT} entries of 500 characters`,
    claim: faithful('Auth0 Authentication API, sign-up (OpenAPI document, 2026-08-20)'),
  },
  {
    what: 'password',
    value: `${MAX_BYTES} bytes`,
    claim: simplified(
      'length and character classes of the policy; no dictionary, history or personal data',
      DOCS('password strength'),
    ),
  },
  {
    what: 'tenant log',
    value: `${TENANT_LOG_LIMIT} entries`,
    claim: simplified('the newest by number; Auth0 keeps days by plan', DOCS('log data retention')),
  },
  {
    what: 'outbox of the control port',
    value: `${OUTBOX_LIMIT} messages`,
    claim: simplified('Auth0 has none: it sends', OWN),
  },
]
