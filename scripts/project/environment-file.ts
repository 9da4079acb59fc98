import { z } from 'zod'

/** One environment: `tenant/environments/<name>.json`. */

const KeyId = z.string().regex(/^[0-9a-f]{8}$/)
const Keyword = z.string().regex(/^[A-Z][A-Z0-9_]*$/)

/** The Deploy CLI's own names of resource types. */
export const RESOURCE_TYPES = [
  'actions',
  'attackProtection',
  'clientGrants',
  'clients',
  'connections',
  'databases',
  'organizations',
  'prompts',
  'resourceServers',
  'roles',
  'tenant',
  'triggers',
] as const

export const EnvironmentFile = z.strictObject({
  $schema: z.string().optional(),
  domain: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$/)
    .describe('the tenant, without https://'),
  manages: z
    .array(z.enum(RESOURCE_TYPES))
    .min(1)
    .default(['actions', 'triggers'])
    .describe('the resource types that a deploy may touch; all others are left alone'),
  capabilities: z
    .strictObject({
      organizationOnRefresh: z
        .boolean()
        .describe('confirmed: the tenant names the organization when a token is refreshed'),
    })
    .describe('what has been confirmed about this tenant; when in doubt, false'),
  keys: z.strictObject({
    signing: KeyId.describe('id of OG_SIGNING_KEY; `npm run key` prints it'),
    alsoVerifying: KeyId.nullable().describe('id of OG_VERIFYING_KEY during a rotation'),
  }),
  keywords: z.record(Keyword, z.json()).describe('values for @@KEYWORD@@ in the tenant folder'),
  secrets: z.array(Keyword).describe('names of keywords whose values come from outside git'),
  overrides: z
    .record(z.string(), z.json())
    .describe('parts of the rulebook that differ in this environment'),
})

export type EnvironmentFile = z.infer<typeof EnvironmentFile>

const Ids = z.record(z.string().min(1), z.string().min(1))

/** `tenant/environments/<name>.ids.json`, written by `npm run resolve` and committed. */
export const IdsFile = z.strictObject({ clients: Ids, organizations: Ids, connections: Ids })
export type IdsFile = z.infer<typeof IdsFile>
