/** Calls of the SDK that are not answered, and why: each begins with one of the paths of a row. */
export type UnansweredCalls = { readonly paths: readonly string[]; readonly reason: string }

/**
 * A new version of the SDK brings calls that are in no row: then somebody decides.
 * @fact Rules and hooks end on 2026-11-18, and tenants made since 2023-10-16 have none. (Auth0 docs, rules;
 * read 2026-12-02)
 */
export const UNANSWERED_CALLS: readonly UnansweredCalls[] = [
  {
    paths: ['/actions/actions/{}/test'],
    reason:
      'an Action is tried in a login, with the event of that login, and not with one that is made up',
  },
  {
    paths: ['/clients/cimd/'],
    reason:
      'the metadata document of an application is read from the network; the tenant reads nothing there',
  },
  {
    paths: [
      '/connection-profiles/templates',
      '/user-attribute-profiles/templates',
      '/connections/{}/directory-provisioning/default-mapping',
      '/connections/{}/scim-configuration/default-mapping',
    ],
    reason:
      'what is in the templates and mappings of Auth0 is published nowhere, and is not made up',
  },
  {
    paths: [
      '/connections/{}/directory-provisioning/synchronizations',
      '/connections/{}/directory-provisioning/synchronized-groups',
    ],
    reason: 'no directory is read, so there are no people and groups to bring over from one',
  },
  {
    paths: ['/connections/{}/keys'],
    reason:
      'requests to an identity provider are authenticated by a secret, and signed by no key of the connection',
  },
  {
    paths: ['/event-streams/{}/test'],
    reason:
      'what Auth0 sends for a test is published nowhere; an event is set off by what it tells of',
  },
  {
    paths: ['/events'],
    reason: 'events go to event streams, and to nobody who holds a connection open',
  },
  {
    paths: ['/experimentation/experiments/{}/advance-ramp'],
    reason: 'experiments are stored and divide no logins, so none has a next step',
  },
  {
    paths: ['/guardian/enrollments/ticket'],
    reason: 'nobody enrols a factor, so no page stands behind a ticket',
  },
  {
    paths: ['/hooks', '/rules', '/rules-configs'],
    reason:
      'rules and hooks have ended at Auth0: the lists are there and empty, and nothing is put into them',
  },
  {
    paths: ['/keys/encryption'],
    reason: 'nothing is encrypted with keys of a customer',
  },
  {
    paths: ['/keys/signing'],
    reason: 'one key, made at the start, signs for as long as the tenant lives',
  },
  {
    paths: ['/organizations/{}/organization-templates'],
    reason: 'organizations are made from no templates',
  },
]

/** @returns undefined where nobody has said */
export const whyUnanswered = (operation: string): string | undefined =>
  UNANSWERED_CALLS.find((row) => isOf(row, operation))?.reason

export const isOf = ({ paths }: UnansweredCalls, operation: string): boolean =>
  paths.some((path) => startsPath(pathOf(operation), path))

const pathOf = (operation: string): string => operation.slice(operation.indexOf(' ') + 1)

/** `/rules` begins `/rules/{}`, and not `/rules-configs`. */
const startsPath = (whole: string, start: string): boolean =>
  whole === start || whole.startsWith(start.endsWith('/') ? start : `${start}/`)
