import { LIMIT_PROFILE_NAMES } from 'auth0-local-tenant/limits'
import { z } from 'zod'
import { RESOURCE_TYPES } from '../gateway/resource-types.ts'
import { Team } from './accountable.ts'

/** One environment: `tenant/environments/<name>.json`. */

const KeyId = z.string().regex(/^[0-9a-f]{8}$/)
const Keyword = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/)
  .describe('upper-case letters, digits and underscores')

/** Levels of a database connection's password policy, weakest first. */
export const PASSWORD_POLICIES = ['none', 'low', 'fair', 'good', 'excellent'] as const

/** The protections every tenant has, by their files in tenant/attack-protection. */
export const ATTACK_PROTECTIONS = [
  'breached-password-detection',
  'brute-force-protection',
  'suspicious-ip-throttling',
] as const

const Baseline = z.strictObject({
  accessTokenSeconds: z.int().positive().default(3600).describe('no API grants a longer life'),
  refreshTokenSeconds: z
    .int()
    .positive()
    .default(2_592_000)
    .describe('no application may refresh longer'),
  sessionHours: z.number().positive().default(24).describe('no session lives longer'),
  passwordPolicy: z.enum(PASSWORD_POLICIES).default('good').describe('or a stronger one'),
  passwordLength: z.int().positive().default(12).describe('characters, at least'),
  attackProtection: z
    .array(z.enum(ATTACK_PROTECTIONS))
    .default([...ATTACK_PROTECTIONS])
    .describe('protections that must be on, and must block'),
})

const Load = z
  .strictObject({
    plan: z.enum(LIMIT_PROFILE_NAMES).describe('the plan of Auth0 whose limits the tenant has'),
    signInsInBusiestMinute: z
      .int()
      .positive()
      .describe('people who sign in within the busiest minute, as the tenant’s logs count them'),
    longestPauseDays: z
      .int()
      .positive()
      .default(3)
      .describe('between two sign-ins of whoever comes each working day: a weekend is 3'),
    share: z
      .number()
      .gt(0)
      .max(1)
      .default(0.5)
      .describe('of what the plan lets all write, the part that records of the guard may take'),
  })
  .describe('what signs in here, and what the plan lets write: `check` holds `spread` against it')

/** One login that `verify` makes after each deploy, by a person who exists for nothing else. */
const Canary = z.strictObject({
  name: z.string().min(1),
  client: z.string().min(1).describe('name of a public client (spa or native)'),
  redirectUri: z.url().describe('one of its callbacks; nothing has to listen there'),
  organization: z.string().min(1).optional().describe('name of the organization to sign in to'),
  identifier: Keyword.describe('environment variable that holds the e-mail address'),
  password: Keyword.describe('environment variable that holds the password'),
  expect: z.enum(['admitted', 'refused']).describe('refused counts only if the guard refused'),
})
export type Canary = z.infer<typeof Canary>

export const EnvironmentFile = z.strictObject({
  $schema: z.string().optional(),
  domain: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$/)
    .describe('the tenant, without https://'),
  tenant: z
    .string()
    .min(1)
    .optional()
    .describe('id of the tenant, where the domain is a custom one and does not say it'),
  manages: z
    .array(z.enum(RESOURCE_TYPES))
    .min(1)
    .default(['actions', 'triggers'])
    .describe('the resource types that a deploy may touch; all others are left alone'),
  protected: z
    .boolean()
    .default(false)
    .describe('whoever changes this tenant has to type its domain'),
  keeps: z
    .partialRecord(z.enum(RESOURCE_TYPES), z.array(z.string().min(1)))
    .default({})
    .describe('names, by resource type, that are not in git and that a deploy leaves alone'),
  canaries: z.array(Canary).default([]).describe('logins that `verify` makes'),
  capabilities: z
    .strictObject({
      organizationOnRefresh: z
        .boolean()
        .describe('confirmed: the tenant names the organization when a token is refreshed'),
      refreshTokenMetadata: z
        .boolean()
        .default(false)
        .describe('confirmed: metadata of refresh tokens can be set, and is there on refresh'),
      expirySetters: z
        .boolean()
        .default(false)
        .describe('confirmed: Actions can shorten sessions and refresh tokens'),
      revocation: z
        .boolean()
        .default(false)
        .describe(
          'confirmed: Actions can revoke sessions and refresh tokens, and a refresh so refused is HTTP 403',
        ),
      rolesAndGroups: z
        .boolean()
        .default(false)
        .describe('confirmed: Actions can ask for effective roles and groups, on refresh too'),
    })
    .describe('what has been confirmed about this tenant; when in doubt, false'),
  ceiling: z
    .enum(['monitor', 'capture', 'enforce'])
    .default('enforce')
    .describe('no policy reaches further here, whatever the rulebook says; begin with "monitor"'),
  keys: z.strictObject({
    signing: KeyId.describe('id of OG_SIGNING_KEY; `npm run key` prints it'),
    alsoVerifying: KeyId.nullable().describe('id of OG_VERIFYING_KEY during a rotation'),
    rebindPublicKey: z
      .base64()
      .nullable()
      .default(null)
      .describe('Ed25519 public key (SPKI, base64) of whoever may move locks'),
    custody: z
      .strictObject({
        signing: Team.describe('keeps `OG_SIGNING_KEY`'),
        rebind: Team.optional().describe('keeps the private half of `rebindPublicKey`'),
      })
      .optional()
      .describe('who answers for each key: whoever has one can write records'),
  }),
  administration: z
    .strictObject({
      audience: z
        .string()
        .default('')
        .describe('the API whose access tokens prove who acts on people; empty: nobody’s do'),
      operatorScope: z
        .string()
        .min(1)
        .default('operate:people')
        .describe('its scope that makes an operator of the tenant'),
      revocation: z
        .boolean()
        .default(false)
        .describe('confirmed: the Management API ends sessions and refresh tokens (by plan)'),
    })
    .prefault({})
    .describe('how people are administered'),
  operatorsCreate: z
    .enum(['nothing', 'granted', 'marked', 'unmarked'])
    .optional()
    .describe(
      'accounts that operators make through the Management API, the dashboard or imports: none, each with a grant, each with something in app_metadata, or some with neither',
    ),
  keywords: z.record(Keyword, z.json()).describe('values for @@KEYWORD@@ in the tenant folder'),
  secrets: z.array(Keyword).describe('names of keywords whose values come from outside git'),
  load: Load.optional(),
  baseline: Baseline.prefault({}).describe('what `check` measures the tenant folder against'),
  overrides: z
    .record(z.string(), z.json())
    .describe('parts of the rulebook that differ in this environment'),
})

export type EnvironmentFile = z.infer<typeof EnvironmentFile>

/** Two names of one id would let the last of their modes win, and not the strictest. */
const Ids = z
  .record(z.string().min(1), z.string().min(1))
  .refine((ids) => new Set(Object.values(ids)).size === Object.keys(ids).length, {
    error: 'every id once',
  })

/** `tenant/environments/<name>.ids.json`, written by `npm run resolve` and committed. */
export const IdsFile = z.strictObject({ clients: Ids, organizations: Ids, connections: Ids })
export type IdsFile = z.infer<typeof IdsFile>
