import type { JsonObject, Tenant } from '../store.ts'
import { writeLog } from '../tenant-log.ts'
import { LIMIT_PROFILES, type LimitProfile, type LimitProfileName } from './limit-profiles.ts'
import type { RequestGroup } from './request-group.ts'
import { type BucketLevel, type BucketSize, fillBucket, takeToken } from './token-bucket.ts'

/** A request as far as limits see it. */
export type LimitedRequest = {
  readonly api: 'Authentication API' | 'Management API'
  /** Null of one that has no limit of its own. */
  readonly group: RequestGroup | null
  readonly method: string
  /** Without a query. */
  readonly path: string
}

/** How one request fared at the bucket that decided, which is the narrowest that it met. */
export type LimitVerdict = {
  readonly isRefused: boolean
  /** Auth0's headers, by name. */
  readonly headers: Readonly<Record<string, string>>
}

export type BucketReport = BucketSize & { readonly name: string; readonly left: number }

const SETTING = 'local-tenant/limits'
/** A bucket says again after this long that it is empty, or nearly (ms). */
const SAID_FOR_MS = 60_000
const WARNED_FROM = 0.8

/** Of one choice of a profile: another choice begins with full buckets. */
type Buckets = {
  readonly levels: Map<string, BucketLevel>
  /** When the log said so last (epoch ms), by log type and bucket. */
  readonly said: Map<string, number>
}
const bucketsOf = new WeakMap<JsonObject, Buckets>()

/** The profile by which requests are limited; null where nobody is. */
export function readLimits({ state }: Pick<Tenant, 'state'>): LimitProfileName | null {
  const name = state.settings.get(SETTING)?.profile
  return typeof name === 'string' && Object.hasOwn(LIMIT_PROFILES, name)
    ? (name as LimitProfileName)
    : null
}

/** Every bucket is full then. @param profile null to limit nobody */
export function writeLimits({ state }: Pick<Tenant, 'state'>, profile: LimitProfileName | null) {
  state.settings.set(SETTING, { profile })
}

/** Counts the request against all budgets that it is part of. @returns null where nobody is limited */
export function countRequest(tenant: Tenant, request: LimitedRequest): LimitVerdict | null {
  const name = readLimits(tenant)
  if (name === null) return null
  let verdict: LimitVerdict = { isRefused: false, headers: {} }
  for (const [bucket, size] of bucketsMet(LIMIT_PROFILES[name], request)) {
    verdict = takeFrom(tenant, { bucket, size }, request)
    if (verdict.isRefused) return verdict
  }
  return verdict
}

/** What is left by now, of every budget of the plan. */
export function reportBuckets(tenant: Tenant): readonly BucketReport[] {
  const name = readLimits(tenant)
  if (name === null) return []
  const { levels } = currentBuckets(tenant)
  return everyBucket(LIMIT_PROFILES[name]).map(([bucket, size]) => ({
    name: bucket,
    ...size,
    left: Math.floor(fillBucket(size, levels.get(bucket) ?? null, tenant.clock.now()).left),
  }))
}

type Named = readonly [bucket: string, size: BucketSize]

/** The whole before the endpoint's own. */
function bucketsMet(profile: LimitProfile, { api, group }: LimitedRequest): readonly Named[] {
  const own = group !== null && profile.groups[group] !== undefined ? group : OTHERS
  const met: readonly string[] = api === 'Authentication API' ? [api] : [api, own]
  return everyBucket(profile).filter(([bucket]) => met.includes(bucket))
}

const OTHERS = 'all other endpoints'

const everyBucket = (profile: LimitProfile): readonly Named[] => [
  ['Authentication API', profile.authentication],
  ...(profile.management === null ? [] : [['Management API', profile.management] as const]),
  ...(profile.others === null ? [] : [[OTHERS, profile.others] as const]),
  ...Object.entries(profile.groups),
]

function takeFrom(
  tenant: Tenant,
  { bucket, size }: { readonly bucket: string; readonly size: BucketSize },
  request: LimitedRequest,
): LimitVerdict {
  const { levels } = currentBuckets(tenant)
  const { isTaken, level, resetSec } = takeToken(
    size,
    levels.get(bucket) ?? null,
    tenant.clock.now(),
  )
  levels.set(bucket, level)
  if (!isTaken) say(tenant, 'api_limit', bucket, request)
  else if (size.burst - level.left >= size.burst * WARNED_FROM) {
    say(tenant, 'api_limit_warning', bucket, request)
  }
  return {
    isRefused: !isTaken,
    headers: {
      'x-ratelimit-limit': String(size.burst),
      'x-ratelimit-remaining': String(Math.floor(level.left)),
      'x-ratelimit-reset': String(resetSec),
    },
  }
}

/**
 * @fact `api_limit` names the request and no response. (auth0/auth0-deploy-cli issue 386; read 2026-12-02)
 * @fact `api_limit` and, from 80 % on, `api_limit_warning` come once for each bucket, and again after a
 * minute. (Auth0 docs, rate limit use cases; read 2026-08-20)
 */
function say(
  tenant: Tenant,
  type: 'api_limit' | 'api_limit_warning',
  bucket: string,
  { method, path }: LimitedRequest,
): void {
  const { said } = currentBuckets(tenant)
  const key = `${type} ${bucket}`
  const nowMs = tenant.clock.now()
  const before = said.get(key)
  if (before !== undefined && nowMs >= before && nowMs < before + SAID_FOR_MS) return
  said.set(key, nowMs)
  writeLog(tenant, {
    type,
    description: DESCRIPTIONS[type](bucket),
    client_name: '',
    details: { request: { method: method.toLowerCase(), path }, response: {} },
  })
}

/**
 * @fact What the two say of a global limit. (Auth0 support, how to differentiate rate limit errors; read
 * 2026-12-02)
 */
const DESCRIPTIONS = {
  api_limit: (bucket: string) =>
    GLOBAL.includes(bucket) ? 'Global limit has been reached' : `${bucket}: limit has been reached`,
  api_limit_warning: (bucket: string) =>
    GLOBAL.includes(bucket)
      ? 'Warning! Global limit usage is high'
      : `Warning! ${bucket}: limit usage is high`,
} as const

const GLOBAL: readonly string[] = [
  'Authentication API',
  'Management API',
] satisfies readonly LimitedRequest['api'][]

function currentBuckets({ state }: Tenant): Buckets {
  const setting = state.settings.get(SETTING) ?? {}
  const known = bucketsOf.get(setting)
  if (known !== undefined) return known
  const fresh: Buckets = { levels: new Map(), said: new Map() }
  bucketsOf.set(setting, fresh)
  return fresh
}
