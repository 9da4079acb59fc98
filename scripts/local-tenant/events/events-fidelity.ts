import { type Claim, faithful, refused, simplified, unverified } from '../fidelity/claim.ts'
import { EVENT_TYPES, PUBLISHED_TYPES } from './event-types.ts'

const SCHEMA = 'Auth0’s schema of event streams (read 2026-08-20)'
const DOCS = (page: string): string => `Auth0 docs, ${page} (read 2026-12-01)`

const published: readonly string[] = PUBLISHED_TYPES
const quoted = (types: readonly string[]): string => types.map((one) => `\`${one}\``).join(', ')

/** What the tenant tells of its changes, and how. */
export const EVENTS_FIDELITY: readonly { readonly what: string; readonly claim: Claim }[] = [
  {
    what: 'form of an event',
    claim: simplified(
      '`context` names the tenant alone, no client, connection or request; no `previous_object`, no `dataschema`',
      SCHEMA,
    ),
  },
  { what: quoted(PUBLISHED_TYPES), claim: unverified(SCHEMA) },
  {
    what: quoted(EVENT_TYPES.filter((type) => !published.includes(type))),
    claim: refused('can be subscribed to, and never come', SCHEMA),
  },
  {
    what: 'which changes of a person are a `user.updated`',
    claim: simplified(
      'through the Management API, a reset, an invitation, an identity provider, metadata of Actions; a login itself: see the switch `loginIsUserUpdate`; no text says which are at Auth0',
      SCHEMA,
    ),
  },
  {
    what: 'who is deleted with a connection, or leaves with an organization',
    claim: simplified(
      'one `user.deleted` each; no `organization.member.deleted`, neither here nor where a person is deleted',
      'not documented (read 2026-12-01)',
    ),
  },
  {
    what: 'attempts: 4, after 1, 2 and 4 seconds; none after a 4xx',
    claim: faithful(DOCS('events best practices')),
  },
  {
    what: 'webhooks',
    claim: simplified(
      'on this machine alone, with the certificate of the tenant; all others fail by name',
      DOCS('create an event stream'),
    ),
  },
  {
    what: 'how soon an event comes',
    claim: simplified(
      'as soon as the request that set it off is answered; Auth0 promises no time',
      DOCS('events best practices'),
    ),
  },
]
