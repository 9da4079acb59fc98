import { z } from 'zod'
import { ExemptionFile } from './exemption-file.ts'
import { RULEBOOK_POLICIES } from './rulebook-policies.ts'

/**
 * The rulebook as people write it: names, not ids, and owners of exemptions. The one description of
 * `tenant/rulebook.json`: what validates it also generates the JSON Schema that editors complete by.
 */

type Entries = typeof RULEBOOK_POLICIES
type PolicyFiles = { readonly [Id in keyof Entries]: Entries[Id]['file'] }

const POLICY_FILES = Object.fromEntries(
  Object.entries(RULEBOOK_POLICIES).map(([id, { file }]) => [id, file]),
) as PolicyFiles

/** A text, or texts by language (lower-case BCP 47) with a default for all others. */
const Text = z.string().min(1).max(200)
const Message = z.union([
  Text,
  z.object({ default: Text }).catchall(Text).describe('"default", and texts by language'),
])

/** What nobody looked at for so long is let through no longer, unless the rulebook says another number. */
export const LONGEST_ALLOWANCE_DAYS = 90

const Sink = z.strictObject({
  url: z.url({ protocol: /^https$/ }),
  timeoutMs: z.int().min(50).max(1000),
})

export const RulebookFile = z.strictObject({
  $schema: z.string().optional(),
  policies: z.strictObject(POLICY_FILES),
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
  sink: Sink.nullable()
    .default(null)
    .describe('where decisions are sent beside the log; never decisive'),
  drift: z
    .strictObject({
      mode: z
        .enum(['off', 'monitor', 'enforce'])
        .default('off')
        .describe('"monitor": the log says what would be ended, and nothing is'),
    })
    .prefault({})
    .describe(
      'ends sessions and refresh tokens of whoever changes between logins, and would be refused now; needs the Action org-guard-event-stream, a stream of events, and a machine client of its own',
    ),
  administration: z
    .strictObject({
      role: z
        .string()
        .min(1)
        .default('Organization Administrator')
        .describe('the role that makes an administrator, in the organization where it is held'),
      grantableRoles: z
        .array(z.string().min(1))
        .max(50)
        .default([])
        .describe('roles that an administrator may give with an invitation'),
      departed: z
        .enum(['delete', 'anonymise', 'keep'])
        .default('keep')
        .describe(
          'the account of whoever is de-provisioned and a member of nothing else; one that an identity provider owns cannot be anonymised, and is deleted',
        ),
      auditSink: Sink.nullable()
        .default(null)
        .describe('where lines of the audit are sent beside their file; never decisive'),
    })
    .prefault({})
    .describe('what administrators of organizations do with their people'),
  wayOut: z
    .url({ protocol: /^https$/ })
    .max(200)
    .nullable()
    .default(null)
    .describe(
      'a page that says what whoever is refused can do, and whom to ask; every message ends with its address',
    ),
  messages: z.strictObject({
    OG_ACCESS: Message,
    OG_REAUTH: Message,
    OG_ADMIN: Message,
    OG_RETRY: Message,
  }),
})

export type RulebookFile = z.infer<typeof RulebookFile>
