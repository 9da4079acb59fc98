import { z } from 'zod'
import { normaliseDomain } from '../../policies/address.ts'
import type { PolicyId } from '../../policies/catalogue.ts'
import { MODES } from '../../policies/mode.ts'
import { A_DAY, Accountable, Day } from './accountable.ts'
import { ExemptionFile } from './exemption-file.ts'
import { ORGANIZATION_DOORS } from './organization-doors.ts'
import type { Kind } from './resolve.ts'
import { UNKNOWN_SCOPES } from './unknown-scopes.ts'

/**
 * The rulebook as people write it: names, not ids, and owners of exemptions. The one description of
 * `tenant/rulebook.json`: what validates it also generates the JSON Schema that editors complete by.
 */

const Mode = z.enum(MODES).describe('how far the policy reaches; see the README')
const Name = z.string().min(1)
const ModesByName = z.record(Name, Mode)

/** The strictest of the modes that apply to a login wins; to loosen, write an exemption. */
const Rollout = {
  mode: Mode,
  clients: ModesByName.optional().describe('modes by client name'),
  organizations: ModesByName.optional().describe('modes by organization name'),
  connections: ModesByName.optional().describe('modes by connection name'),
}

/** What is refused, and described by the reason: it would be believed to be enforced. */
const never = (policy: PolicyId, kind: Kind) =>
  z
    .never()
    .optional()
    .describe(`no \`${kind}\` for \`${policy}\`: ${UNKNOWN_SCOPES[policy]?.[kind]}`)

const Domain = z
  .string()
  .refine((text) => normaliseDomain(text) === text, 'a lower-case ASCII domain')
  .describe('a lower-case ASCII domain')

const Organizations = z.array(Name).min(1).max(5)

const Membership = z.strictObject({
  ...Rollout,
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
})

/** A company renamed its domain: the mailbox under the former one is the same, for a while. */
const EquivalentDomain = z.strictObject({
  organization: Name,
  from: Domain.describe('the former domain, which locks were made with'),
  to: Domain.describe('the domain that addresses have now'),
  ...Accountable,
})

const EmailLock = z.strictObject({
  ...Rollout,
  equivalentDomains: z.array(EquivalentDomain).default([]),
  spread: z
    .strictObject({ from: Day, days: z.int().min(0).max(90) })
    .default({ from: '2026-01-01', days: 0 })
    .describe('records of people who were there before are made over these days'),
  onMissing: z
    .enum(['adopt', 'observe', 'deny'])
    .describe('what a membership without a locked address means'),
  newcomers: z
    .enum(['adopt', 'vouched', 'grant'])
    .default('vouched')
    .describe(
      'who may adopt an address after the cut-over: younger accounts, of them whose address comes from the connection they sign in with, or nobody without an operator’s grant',
    ),
  cutOver: Day.describe(`${A_DAY}: from then on only new people and known addresses are adopted`),
})

const SignupGate = z.strictObject({
  ...Rollout,
  organizations: never('signup-gate', 'organizations'),
  admit: z.enum(['invited', 'domains']),
  domains: z.array(Domain).describe('whose addresses may sign up, with "admit": "domains"'),
  operators: z
    .enum(['granted', 'marked'])
    .default('granted')
    .describe(
      'which accounts made through the Management API are admitted: with a grant for the address in app_metadata, or with anything there but records of the guard',
    ),
  invitations: z.strictObject({
    clients: z.record(Name, Organizations).describe('organizations searched, by client name'),
    connections: z.record(Name, Organizations),
    maxPages: z.int().min(1).max(20).describe('pages of 100 invitations read per organization'),
    readsPerMinute: z.int().min(6).max(600).default(30).describe('what all sign-ups may read'),
  }),
})

/** A text, or texts by language (lower-case BCP 47) with a default for all others. */
const Text = z.string().min(1).max(200)
const Message = z.union([
  Text,
  z.object({ default: Text }).catchall(Text).describe('"default", and texts by language'),
])

const SourceDomain = z.strictObject({
  ...Rollout,
  domains: z
    .record(Name, z.array(Domain).min(1))
    .describe('the address domains a connection vouches for, by its name'),
  unlisted: z
    .enum(['pass', 'refuse'])
    .describe(
      'what an enterprise connection gets of which neither `domains` nor og_domains in the metadata of the organization says its domains',
    ),
})

const IdentityLock = z.strictObject({
  ...Rollout,
  pin: z.enum(['off', 'source']).describe('"source": only the connection of the membership'),
  linked: z.enum(['any', 'same-address']).describe('which accounts may be linked'),
})

const IdentifierLock = z.strictObject({
  ...Rollout,
  phone: z.enum(['free', 'verified', 'frozen']),
  username: z.enum(['free', 'frozen']),
})

const UpstreamFreshness = z.strictObject({
  ...Rollout,
  maxAgeHours: z.number().positive().max(8760),
  missingEvidence: z.enum(['deny', 'observe']),
})

/** What nobody looked at for so long is let through no longer, unless the rulebook says another number. */
export const LONGEST_ALLOWANCE_DAYS = 90

export const RulebookFile = z.strictObject({
  $schema: z.string().optional(),
  policies: z.strictObject({
    'user-suspended': z.strictObject(Rollout),
    'org-blocked': z.strictObject(Rollout),
    'org-status': z.strictObject({
      ...Rollout,
      active: z.array(Name).describe('values of og_status in its metadata that are active'),
    }),
    'org-required': z.strictObject({
      ...Rollout,
      organizations: never('org-required', 'organizations'),
    }),
    membership: Membership,
    'verified-email': z.strictObject({
      ...Rollout,
      trustedConnections: z
        .array(Name)
        .describe('connections whose addresses count as verified although they never say so'),
    }),
    'source-domain': SourceDomain,
    'email-lock': EmailLock,
    'identity-lock': IdentityLock,
    'identifier-lock': IdentifierLock,
    delegation: z.strictObject({
      ...Rollout,
      actors: z.record(Name, z.array(Name)).describe('who may act, by organization name'),
    }),
    'upstream-freshness': UpstreamFreshness,
    'password-reset-gate': z.strictObject(Rollout),
    'machine-token-gate': z.strictObject({
      ...Rollout,
      connections: never('machine-token-gate', 'connections'),
      machines: z
        .record(Name, z.array(Name))
        .describe('names of clients that may act for an organization, by its name'),
    }),
    'signup-gate': SignupGate,
  }),
  exemptions: z.array(ExemptionFile),
  longestAllowanceDays: z
    .int()
    .min(1)
    .max(366)
    .default(LONGEST_ALLOWANCE_DAYS)
    .describe('exemptions, waivers, permissions, break-glass, delegates: later ends count not'),
  unknownOnRefresh: z
    .enum(['observe', 'refuse'])
    .default('observe')
    .describe(
      'what a refresh gets whose organization cannot be known, where org-required, org-status or membership demands one; signing in again names it',
    ),
  requestsMayLoosen: z
    .boolean()
    .default(false)
    .describe('og_modes in the metadata of clients and organizations may weaken modes too'),
  sink: z
    .strictObject({ url: z.url({ protocol: /^https$/ }), timeoutMs: z.int().min(50).max(1000) })
    .nullable()
    .default(null)
    .describe('where decisions are sent beside the log; never decisive'),
  messages: z.strictObject({
    OG_ACCESS: Message,
    OG_REAUTH: Message,
    OG_ADMIN: Message,
    OG_RETRY: Message,
  }),
})

export type RulebookFile = z.infer<typeof RulebookFile>
