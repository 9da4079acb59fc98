import { LIMIT_PROFILES, type LimitProfile } from 'auth0-local-tenant/limits'
import type { EnvironmentFile } from '../project/environment-file.ts'

type Load = NonNullable<EnvironmentFile['load']>

/** People of whom a record may be written within a minute, by the plan and the guard's part of it. */
export function writesPerMinute({ plan, share }: Pick<Load, 'plan' | 'share'>): number {
  const { groups, management }: LimitProfile = LIMIT_PROFILES[plan]
  const bucket = groups['Write Users'] ?? management
  // Every plan limits the one or the other.
  if (bucket === null) return 0
  return Math.floor(bucket.sustained * (bucket.per === 'second' ? 60 : 1) * share)
}

/**
 * Days that records must be spread over, so that those of the busiest minute may be written. Each day the turn of an equal part
 * of all people comes, and their record is written when they sign in next: of whoever has been away for the longest
 * pause, the parts of all its days.
 * @returns 0 where all of them may be written at once
 */
export function leastSpread(load: Load): number {
  const writes = writesPerMinute(load)
  const { signInsInBusiestMinute: signIns, longestPauseDays } = load
  return signIns <= writes ? 0 : Math.ceil((signIns * longestPauseDays) / Math.max(1, writes))
}
