import { readLimits } from '../../limits/rate-limits.ts'
import { type BucketLevel, type BucketSize, takeToken } from '../../limits/token-bucket.ts'
import type { Tenant } from '../../store.ts'
import { ipOf } from '../events/event-parts.ts'
import type { HttpContext } from '../front.ts'
import { readRecord, writeRecord } from '../provider/protocol-records.ts'

/**
 * @fact One person may try a password 20 times a minute from one address, then 10 times a minute. (Auth0
 * docs, rate limit policy; read 2026-08-20)
 */
const ATTEMPTS: BucketSize = { burst: 20, sustained: 10, per: 'minute' }
/** After this long without an attempt the bucket is full anyway. */
const FULL_AFTER_SECONDS = 180

/** What whoever tries too often reads; Auth0's own words are not published. */
export const TOO_OFTEN = 'Too many login attempts. Try again in a minute.'

/** Counts the attempt, right or wrong. Nobody is refused where the tenant has no limits. */
export function isRepeatedTooOften(
  tenant: Tenant,
  ctx: HttpContext,
  { connection, identifier }: { readonly connection: string; readonly identifier: string },
): boolean {
  if (readLimits(tenant) === null) return false
  const place = { connection, identifier: identifier.trim().toLowerCase(), ip: ipOf(ctx) }
  const key = `RepeatedLogins:${JSON.stringify(place)}`
  const before = readRecord<BucketLevel>(tenant, key) ?? null
  const { isTaken, level } = takeToken(ATTEMPTS, before, tenant.clock.now())
  writeRecord(tenant, key, { ...level }, FULL_AFTER_SECONDS)
  return !isTaken
}
