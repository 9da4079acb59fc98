import { type Claim, simplified } from '../fidelity/claim.ts'

const DOCS = (page: string): string => `Auth0 docs, ${page} (auth0/docs-v2, read 2026-11-28)`

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
]
