import { z } from 'zod'
import type { PolicyId, PolicySettings } from '../../policies/catalogue.ts'
import { A_DAY, Accountable, Day } from './accountable.ts'
import { ORGANIZATION_DOORS } from './organization-doors.ts'
import { ProfileChangeFile } from './profile-change-file.ts'
import { Domain, Name, type Names, never, ROLLOUT } from './rulebook-names.ts'

const HOUR_MS = 3_600_000

/** Of adopted records: a quarter of a year. */
export const LONGEST_SPREAD_DAYS = 90

/** A policy in the rulebook: how people write it, and what of that its settings are. */
const entry = <File extends z.ZodType, Settings extends object>(
  file: File,
  bake: (written: z.output<File>, names: Names) => Settings,
) => ({ file, bake })
const rolloutAlone = entry(z.strictObject(ROLLOUT), () => ({}))

/** A company renamed its domain: the mailbox under the former one is the same, for a while. */
const EquivalentDomain = z.strictObject({
  organization: Name,
  from: Domain.describe('the former domain, which locks were made with'),
  to: Domain.describe('the domain that addresses have now'),
  ...Accountable,
})

const Organizations = z.array(Name).min(1).max(5)

/** One page: every policy that has modes of its own, as people write it and as Actions hold it. */
export const RULEBOOK_POLICIES = {
  'user-suspended': rolloutAlone,
  'org-blocked': rolloutAlone,
  'org-status': entry(
    z.strictObject({
      ...ROLLOUT,
      active: z.array(Name).describe('values of og_status in its metadata that are active'),
    }),
    ({ active }) => ({ orgStatus: { active } }),
  ),
  'org-required': entry(
    z.strictObject({ ...ROLLOUT, organizations: never('org-required', 'organizations') }),
    () => ({}),
  ),
  membership: entry(
    z.strictObject({
      ...ROLLOUT,
      source: z
        .enum(['platform', 'marker-role', 'effective-role', 'group', 'live'])
        .describe(
          'who says that somebody is a member: Auth0 at the login, a role in the event, a role however it was come by, a group, or a look-up',
        ),
      markerRole: z
        .string()
        .default('')
        .describe('the role every member has, with "marker-role" and "effective-role"'),
      groups: z
        .record(Name, z.array(z.string().min(1).max(64)).min(1).max(10))
        .default({})
        .describe(
          'ids of groups by organization name, with "group": not their names, which whoever provisions them chooses',
        ),
      liveDoors: z
        .array(z.enum(ORGANIZATION_DOORS))
        .default(['refresh', 'exchange'])
        .describe('with "live"'),
      onUnavailable: z
        .enum(['deny', 'allow', 'grace'])
        .default('deny')
        .describe('when a look-up has no answer; "grace" trusts the last one for a while'),
      graceMinutes: z.int().min(0).max(1440).default(60),
    }),
    ({ source, markerRole, groups, liveDoors, onUnavailable, graceMinutes }, names) => ({
      membership: {
        source,
        markerRole,
        groups: names.byId('organizations', groups, 'groups'),
        liveDoors,
        onUnavailable,
        graceMs: graceMinutes * 60_000,
      },
    }),
  ),
  'verified-email': entry(
    z.strictObject({
      ...ROLLOUT,
      trustedConnections: z
        .array(Name)
        .describe('connections whose addresses count as verified although they never say so'),
    }),
    ({ trustedConnections: trusted }, names) => ({
      trustedSources: names.ids('connections', trusted, 'trustedConnections'),
    }),
  ),
  'source-domain': entry(
    z.strictObject({
      ...ROLLOUT,
      domains: z
        .record(Name, z.array(Domain).min(1))
        .describe('the address domains a connection vouches for, by its name'),
      unlisted: z
        .enum(['pass', 'refuse'])
        .describe(
          'what an enterprise connection gets of which neither `domains` nor og_domains in the metadata of the organization says its domains',
        ),
    }),
    ({ domains, unlisted }, names) => ({
      sourceDomain: { domains: names.byId('connections', domains, 'domains'), unlisted },
    }),
  ),
  'email-lock': entry(
    z.strictObject({
      ...ROLLOUT,
      equivalentDomains: z.array(EquivalentDomain).default([]),
      spread: z
        .strictObject({ from: Day, days: z.int().min(0).max(LONGEST_SPREAD_DAYS) })
        .default({ from: '2026-01-01', days: 0 })
        .describe('records of people who were there before are made over these days'),
      onMissing: z
        .enum(['adopt', 'observe', 'deny'])
        .describe(
          'what a membership without a locked address means until the cut-over; `observe` locks nobody, and lets known addresses alone pass from then on',
        ),
      newcomers: z
        .enum(['adopt', 'vouched', 'grant'])
        .default('vouched')
        .describe(
          'who may adopt an address after the cut-over: younger accounts, of them whose address comes from the connection they sign in with, or nobody without an operator’s grant',
        ),
      cutOver: Day.describe(
        `${A_DAY}: from then on only new people and known addresses are adopted`,
      ),
    }),
    ({ onMissing, cutOver, newcomers, spread }) => ({
      emailLock: {
        onMissing,
        cutOverMs: Date.parse(cutOver),
        newcomers,
        spread: { fromMs: Date.parse(spread.from), days: spread.days },
      },
    }),
  ),
  'identity-lock': entry(
    z.strictObject({
      ...ROLLOUT,
      pin: z.enum(['off', 'source']).describe('"source": only the connection of the membership'),
      linked: z.enum(['any', 'same-address']).describe('which accounts may be linked'),
    }),
    ({ pin, linked }) => ({ identityLock: { pin, linked } }),
  ),
  'identifier-lock': entry(
    z.strictObject({
      ...ROLLOUT,
      phone: z.enum(['free', 'verified', 'frozen']),
      username: z.enum(['free', 'frozen']),
    }),
    ({ phone, username }) => ({ identifierLock: { phone, username } }),
  ),
  delegation: entry(
    z.strictObject({
      ...ROLLOUT,
      actors: z.record(Name, z.array(Name)).describe('who may act, by organization name'),
    }),
    ({ actors }, names) => ({
      delegation: { actors: names.byId('organizations', actors, 'actors') },
    }),
  ),
  'upstream-freshness': entry(
    z.strictObject({
      ...ROLLOUT,
      maxAgeHours: z.number().positive().max(8760),
      missingEvidence: z.enum(['deny', 'observe']),
    }),
    ({ maxAgeHours, missingEvidence }) => ({
      upstreamFreshness: { maxAgeMs: maxAgeHours * HOUR_MS, missingEvidence },
    }),
  ),
  'password-reset-gate': rolloutAlone,
  'machine-token-gate': entry(
    z.strictObject({
      ...ROLLOUT,
      connections: never('machine-token-gate', 'connections'),
      machines: z
        .record(Name, z.array(Name))
        .describe('names of clients that may act for an organization, by its name'),
    }),
    ({ machines }, names) => ({
      machineTokenGate: {
        clients: names.idsById('organizations', 'clients', machines, 'machines'),
      },
    }),
  ),
  'signup-gate': entry(
    z.strictObject({
      ...ROLLOUT,
      organizations: never('signup-gate', 'organizations'),
      admit: z.enum(['invited', 'domains']),
      domains: z.array(Domain).describe('whose addresses may sign up, with "admit": "domains"'),
      operators: z
        .enum(['granted', 'marked'])
        .default('granted')
        .describe(
          'which accounts made through the Management API are admitted: with a grant for the address in app_metadata, or with anything there but records of the guard',
        ),
      phone: z
        .enum(['refuse', 'admit'])
        .default('refuse')
        .describe(
          'what a sign-up gets that comes with a telephone number: nobody has proven the address yet, and the number opens the account even after its owner has reset the password',
        ),
      invitations: z.strictObject({
        clients: z.record(Name, Organizations).describe('organizations searched, by client name'),
        connections: z.record(Name, Organizations),
        maxPages: z.int().min(1).max(20).describe('pages of 100 invitations read per organization'),
        readsPerMinute: z.int().min(6).max(600).default(30).describe('what all sign-ups may read'),
      }),
    }),
    ({ admit, domains, operators, phone }) => ({
      signupGate: { admit, domains, operators, phone },
    }),
  ),
  'profile-change': entry(ProfileChangeFile, ({ self, administrator, attributes }, names) => ({
    profileChange: {
      self,
      administrator,
      attributes: names.byId('clients', attributes, 'attributes'),
    },
  })),
} as const satisfies {
  readonly [Id in Exclude<PolicyId, 'runtime-guard'>]: {
    readonly bake: (written: never, names: Names) => PolicySettings<Id>
  }
}
