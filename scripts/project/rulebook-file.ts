import { z } from 'zod'
import { normaliseDomain } from '../../policies/address.ts'
import { MODES } from '../../policies/mode.ts'

/**
 * The rulebook as people write it: names, not ids, and owners of exemptions. The one description of
 * `tenant/rulebook.json`: what validates it also generates the JSON Schema that editors complete by.
 */

const Mode = z.enum(MODES).describe('off, monitor, capture or enforce; see the README')
const Name = z.string().min(1)
const ModesByName = z.record(Name, Mode)

/** The strictest of the modes that apply to a login wins; to loosen, write an exemption. */
const Rollout = {
  mode: Mode,
  clients: ModesByName.optional().describe('modes by client name'),
  organizations: ModesByName.optional().describe('modes by organization name'),
  connections: ModesByName.optional().describe('modes by connection name'),
}

const Domain = z
  .string()
  .refine((text) => normaliseDomain(text) === text, 'a lower-case ASCII domain')
  .describe('a lower-case ASCII domain')

/** A calendar day; it begins at midnight UTC. */
const Day = z.iso.date()

const Organizations = z.array(Name).min(1).max(5)

const EmailLock = z.strictObject({
  ...Rollout,
  onMissing: z
    .enum(['adopt', 'observe', 'deny'])
    .describe('what a membership without a locked address means'),
  cutOver: Day.describe('from this day on only new people and known addresses are adopted'),
})

const SignupGate = z.strictObject({
  ...Rollout,
  admit: z.enum(['invited', 'domains']),
  domains: z.array(Domain).describe('whose addresses may sign up, with "admit": "domains"'),
  invitations: z.strictObject({
    clients: z.record(Name, Organizations).describe('organizations searched, by client name'),
    connections: z.record(Name, Organizations),
    maxPages: z.int().min(1).max(20).describe('pages of 100 invitations read per organization'),
  }),
})

const Exemption = z
  .strictObject({
    policy: z
      .enum(['org-required', 'membership', 'verified-email', 'email-lock', 'signup-gate'])
      .describe('human decisions and the guard itself know no exemption'),
    client: Name.optional(),
    organization: Name.optional(),
    connection: Name.optional(),
    owner: z
      .string()
      .regex(/^@?[a-z0-9][a-z0-9-]*(\/[a-z0-9-]+)?$/)
      .describe('a team handle, never a person'),
    reason: z.string().min(10),
    expires: Day,
  })
  .refine(
    ({ client, organization, connection }) =>
      client !== undefined || organization !== undefined || connection !== undefined,
    'a client, an organization or a connection',
  )

const Message = z.string().min(1).max(200)

export const RulebookFile = z.strictObject({
  $schema: z.string().optional(),
  policies: z.strictObject({
    'user-suspended': z.strictObject(Rollout),
    'org-blocked': z.strictObject(Rollout),
    'org-required': z.strictObject(Rollout),
    membership: z.strictObject(Rollout),
    'verified-email': z.strictObject({
      ...Rollout,
      trustedConnections: z
        .array(Name)
        .describe('connections whose addresses count as verified although they never say so'),
    }),
    'email-lock': EmailLock,
    'signup-gate': SignupGate,
  }),
  exemptions: z.array(Exemption),
  messages: z.strictObject({
    OG_ACCESS: Message,
    OG_REAUTH: Message,
    OG_ADMIN: Message,
    OG_RETRY: Message,
  }),
})

export type RulebookFile = z.infer<typeof RulebookFile>
