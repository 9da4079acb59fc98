import type { z } from 'zod'
import { normaliseDomain } from '../../policies/address.ts'
import { recordOf, textOf, textsIn } from '../ground/json-value.ts'
import { markersIn } from '../project/keywords.ts'
import type { RulebookFile } from '../project/rulebook-file.ts'
import type { Resource, TenantFolder } from '../project/tenant-folder/tenant-folder.ts'

const DAY_MS = 86_400_000
/** Long enough for most people to have signed in once; a team moves it before it enforces anything. */
const ADOPTION_DAYS = 180
/** A sign-up may search no more. */
const MOST_ORGANIZATIONS = 5

type Policies = z.input<typeof RulebookFile>['policies']

/**
 * Every policy watches that has something to look at, and names what the folder says of its own applications
 * and connections.
 * @param sample rulebook of ours: what is said of a policy there, without its names, holds where nothing is
 *   known of the folder
 */
export function firstRulebook(
  folder: TenantFolder,
  nowMs: number,
  sample: { readonly policies: Policies },
): z.input<typeof RulebookFile> {
  const cutOver = new Date(nowMs + ADOPTION_DAYS * DAY_MS).toISOString().slice(0, 10)
  return {
    $schema: './rulebook.schema.json',
    policies: { ...watching(sample.policies), ...policiesOf(folder, cutOver) },
    exemptions: [],
    messages: {
      OG_ACCESS:
        'You do not have access here. Sign in with the account you were invited with, or ask whoever invited you.',
      OG_REAUTH: 'Please sign in again.',
      OG_ADMIN: 'Your access has to be looked at by an administrator of your organization.',
      OG_RETRY: 'We could not check your access just now. Please try again in a minute.',
    },
  }
}

function policiesOf(folder: TenantFolder, cutOver: string): Partial<Policies> {
  const inviting = invitingConnections(folder)
  return {
    'org-status': { mode: 'monitor', active: ['active'] },
    'org-required': { mode: 'off', clients: organizationClients(folder) },
    membership: { mode: 'monitor', source: 'platform' },
    'verified-email': { mode: 'monitor', trustedConnections: [] },
    'source-domain': { mode: 'monitor', domains: domainsOf(folder), unlisted: 'pass' },
    'email-lock': { mode: 'monitor', onMissing: 'adopt', newcomers: 'vouched', cutOver },
    'identity-lock': { mode: 'monitor', pin: 'source', linked: 'same-address' },
    'identifier-lock': { mode: 'monitor', phone: 'verified', username: 'free' },
    delegation: { mode: 'monitor', actors: {} },
    'upstream-freshness': { mode: 'off', maxAgeHours: 24, missingEvidence: 'observe' },
    'machine-token-gate': { mode: 'monitor', machines: {} },
    'signup-gate': {
      mode: Object.keys(inviting).length > 0 ? 'monitor' : 'off',
      admit: 'invited',
      domains: [],
      invitations: { clients: {}, connections: inviting, maxPages: 5 },
    },
  }
}

/** All that stands there but names, which are those of the sample. */
const watching = (policies: Policies): Policies =>
  Object.fromEntries(
    Object.entries(policies).map(([name, entry]) => {
      const { clients, connections, organizations, ...rest } = entry as Record<string, unknown>
      return [name, { ...rest, mode: 'monitor' }]
    }),
  ) as Policies

/** One rulebook serves all environments: what is called otherwise in each has no name in it. */
const ofType = ({ resources }: TenantFolder, ...types: readonly string[]): readonly Resource[] =>
  resources
    .filter(({ type }) => types.includes(type))
    .filter(({ written }) => markersIn(textOf(written.name)).length === 0)

/** Applications that people may sign in to for an organization. */
const organizationClients = (folder: TenantFolder): Record<string, 'monitor'> =>
  Object.fromEntries(
    ofType(folder, 'clients')
      .filter(({ value }) => ['allow', 'require'].includes(textOf(value.organization_usage)))
      .map(({ name }) => [name, 'monitor']),
  )

/** What an enterprise connection says of the domains it answers for. */
const domainsOf = (folder: TenantFolder): Record<string, string[]> =>
  Object.fromEntries(
    ofType(folder, 'connections').flatMap(({ name, value }) => {
      const said = textsIn(recordOf(value.options).domain_aliases)
      const domains = said.map((one) => one.toLowerCase())
      const readable = domains.filter((one) => normaliseDomain(one) === one)
      return readable.length === 0 ? [] : [[name, readable]]
    }),
  )

/** Databases that organizations let their people sign up in, with those organizations. */
const invitingConnections = (folder: TenantFolder): Record<string, string[]> =>
  Object.fromEntries(
    ofType(folder, 'databases').flatMap(({ name }) => {
      const organizations = ofType(folder, 'organizations')
        .filter(({ value }) => connectionsOf(value).includes(name))
        .map((one) => one.name)
      const isSearchable = organizations.length > 0 && organizations.length <= MOST_ORGANIZATIONS
      return isSearchable ? [[name, organizations.sort()]] : []
    }),
  )

const connectionsOf = (value: Readonly<Record<string, unknown>>): readonly string[] =>
  Array.isArray(value.connections) ? value.connections.map((one) => textOf(recordOf(one).name)) : []
