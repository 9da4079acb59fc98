import { type Claim, faithful, refused, simplified } from '../fidelity/claim.ts'

/**
 * Every limit of the Actions runtime, once: the runtime and the Management API enforce these
 * values, the sandbox is told them, and the fidelity table renders them.
 */
export type ActionLimit = {
  readonly what: string
  readonly value: number
  readonly unit: 'bytes' | 'characters' | 'entries' | 'days' | 'ms' | 'seconds' | 'megabytes'
  readonly claim: Claim
}

const DOCS = 'Auth0 docs, Actions limitations (auth0/docs-v2, 2026-08-20)'
const ENTITIES = 'Auth0 docs, entity limit policy, Actions (read 2026-11-22)'
const HARNESS = 'Auth0, official test harness in auth0/auth0-actions (read 2026-11-22)'
const TYPES = 'Auth0, types in auth0/auth0-actions (read 2026-11-22)'

const row = (
  what: string,
  value: number,
  unit: ActionLimit['unit'],
  claim: Claim,
): ActionLimit => ({ what, value, unit, claim })

export const ACTION_LIMITS = {
  codeCharacters: row(
    'code of one Action',
    100_000,
    'characters',
    simplified('counted in characters; a longer text is refused at upload', DOCS),
  ),
  actionsPerTenant: row('Actions of a tenant', 100, 'entries', faithful(ENTITIES)),
  actionsPerTrigger: row(
    'Actions bound to one trigger',
    20,
    'entries',
    simplified('also for password reset, where one page says four', ENTITIES),
  ),
  versionsPerAction: row('versions kept of an Action', 50, 'entries', faithful(ENTITIES)),
  secretsPerAction: row('secrets of an Action', 30, 'entries', faithful(ENTITIES)),
  secretNameCharacters: row('name of a secret', 128, 'characters', faithful(DOCS)),
  secretValueCharacters: row('value of a secret', 4096, 'characters', faithful(DOCS)),
  dependenciesPerAction: row('npm dependencies of an Action', 10, 'entries', faithful(ENTITIES)),
  triggerMs: row(
    'time of one trigger run, all its Actions together; begins anew after a redirect',
    20_000,
    'ms',
    simplified('runs on the clock of the tenant as well as on that of the machine', DOCS),
  ),
  eventStreamMs: row(
    'time of one delivery to an event-stream Action',
    10_000,
    'ms',
    simplified(
      '"about 10 seconds" in the docs; runs on both clocks, as above',
      'Auth0 docs, send outbound SCIM with event streams (read 2026-12-01)',
    ),
  ),
  heapMegabytes: row(
    'JavaScript heap of one Action instance',
    256,
    'megabytes',
    simplified('a value of our own; Auth0 publishes none', DOCS),
  ),
  executionsInFlight: row(
    'executions of a tenant at the same time',
    250,
    'entries',
    refused('not limited', 'Auth0 docs, rate limit policy (read 2026-11-22)'),
  ),
  logCharacters: row('console output kept of an Action', 256, 'characters', faithful(DOCS)),
  logBufferBytes: row('console output of an execution', 256 * 1024, 'bytes', faithful(HARNESS)),
  executionDays: row(
    'age of an execution record',
    10,
    'days',
    simplified('at most the newest 5,000', DOCS),
  ),
  cacheKeyBytes: row('key in `api.cache`', 64, 'bytes', faithful(DOCS)),
  cacheValueBytes: row('value in `api.cache`', 4096, 'bytes', faithful(DOCS)),
  cacheEntries: row('entries in `api.cache` of a trigger', 20, 'entries', faithful(DOCS)),
  cacheTotalBytes: row(
    '`api.cache` of a trigger, keys and values',
    8192,
    'bytes',
    simplified('the documented value; the test harness allows 16 KiB', DOCS),
  ),
  cacheLongestMs: row('life of a cached value', 24 * 60 * 60 * 1000, 'ms', faithful(DOCS)),
  cacheDefaultMs: row(
    'life of a cached value without an expiry',
    15 * 60 * 1000,
    'ms',
    faithful(HARNESS),
  ),
  customClaimsBytes: row(
    'custom claims of one token, names and values',
    100 * 1024,
    'bytes',
    simplified(
      'counted as JSON; more fails the login, as at Auth0, in words of our own, which are not known',
      'Auth0 docs, custom claims migration (auth0/docs-v2, read 2026-11-28)',
    ),
  ),
  metadataBytes: row(
    '`app_metadata`, and `user_metadata`, written in one login',
    32 * 1024,
    'bytes',
    simplified(
      'counted per trigger run, anew after a redirect, not per session; more fails the login',
      DOCS,
    ),
  ),
  transactionKeyCharacters: row('key of transaction metadata', 64, 'characters', faithful(DOCS)),
  transactionValueBytes: row('value of transaction metadata', 8 * 1024, 'bytes', faithful(DOCS)),
  transactionTotalBytes: row(
    'transaction metadata, keys and values',
    16 * 1024,
    'bytes',
    simplified('the wording of a refusal is our own', DOCS),
  ),
  storedMetadataEntries: row(
    'metadata of a session or refresh token',
    25,
    'entries',
    faithful(HARNESS),
  ),
  storedMetadataCharacters: row(
    'key, and value, of such metadata',
    255,
    'characters',
    faithful(HARNESS),
  ),
  revokeReasonCharacters: row('reason of a revocation', 1024, 'characters', faithful(HARNESS)),
  validationErrorCharacters: row(
    'code, and message, of `api.validation.error`',
    100,
    'characters',
    faithful(HARNESS),
  ),
  scopeCharacters: row('a scope', 280, 'characters', faithful(HARNESS)),
  scopes: row('scopes added', 1000, 'entries', faithful(HARNESS)),
  rolesPerPage: row('roles in one answer of `api.roles`', 100, 'entries', faithful(TYPES)),
  roleNames: row(
    'names in `getUserEffectiveRolesByNames`',
    50,
    'entries',
    simplified('the wording of a refusal is our own', TYPES),
  ),
  primaryUserIdCharacters: row(
    'id given to `setPrimaryUser`',
    128,
    'characters',
    faithful(HARNESS),
  ),
  sessionTokenSeconds: row(
    'life of a token of `api.redirect.encodeToken` without an expiry',
    900,
    'seconds',
    faithful(HARNESS),
  ),
  exchangeUserIdCharacters: row('id given to `setUserById`', 512, 'characters', faithful(HARNESS)),
  exchangeConnectionCharacters: row(
    'connection given to `setUserByConnection`',
    512,
    'characters',
    faithful(HARNESS),
  ),
  exchangeAttributes: row(
    'attributes given to `setUserByConnection`',
    24,
    'entries',
    faithful(HARNESS),
  ),
  exchangeAttributeIdCharacters: row('`user_id` among them', 255, 'characters', faithful(HARNESS)),
  exchangeNameCharacters: row(
    '`name`, and `nickname`, among them',
    300,
    'characters',
    faithful(HARNESS),
  ),
  exchangePersonNameCharacters: row(
    '`given_name`, and `family_name`, among them',
    150,
    'characters',
    faithful(HARNESS),
  ),
  exchangeUsernameCharacters: row('`username` among them', 128, 'characters', faithful(HARNESS)),
  exchangeOrganizationCharacters: row(
    'organization of a token exchange',
    50,
    'characters',
    faithful(HARNESS),
  ),
  exchangeCodeCharacters: row(
    'code of a denied token exchange',
    1024,
    'characters',
    faithful(HARNESS),
  ),
  exchangeReasonCharacters: row(
    'reason of a denied token exchange',
    4096,
    'characters',
    faithful(HARNESS),
  ),
  actorLevels: row('actors in a chain', 5, 'entries', faithful(HARNESS)),
  actorProperties: row('properties of an actor', 5, 'entries', faithful(HARNESS)),
  actorSubCharacters: row('`sub` of an actor', 512, 'characters', faithful(HARNESS)),
  actorTextCharacters: row(
    'key, and text, of a property of an actor',
    64,
    'characters',
    faithful(HARNESS),
  ),
} as const satisfies Readonly<Record<string, ActionLimit>>

export type ActionLimitName = keyof typeof ACTION_LIMITS

/** The bare values, as the sandbox is told them. */
export const ACTION_LIMIT_VALUES = Object.fromEntries(
  Object.entries(ACTION_LIMITS).map(([name, { value }]) => [name, value]),
) as Readonly<Record<ActionLimitName, number>>
