import type { LimitProfile } from 'auth0-local-tenant/limits'
import { type BucketLevel, type BucketSize, fillBucket } from 'auth0-local-tenant/token-bucket'

/** What a request is, as far as limits tell requests apart here. */
export type Purpose = 'authentication' | 'write' | 'read' | 'look-up'

const GROUPS = {
  write: 'Write Users',
  read: 'Read Users',
  'look-up': "Read User's Organizations",
} as const satisfies Readonly<
  Record<Exclude<Purpose, 'authentication'>, keyof LimitProfile['groups']>
>

/** The budgets of one plan, as they are used up second by second. */
export type Budgets = {
  /** A request of this kind, now; @returns whether every budget that it counts in had one left */
  take(purpose: Purpose, nowMs: number): boolean
}

export type Bucket = { take(nowMs: number): boolean }

export function createBudgets(profile: LimitProfile): Budgets {
  const buckets = new Map<BucketSize, Bucket>()
  // Several purposes may meet one budget.
  const bucketOf = (size: BucketSize): Bucket => {
    const bucket = buckets.get(size) ?? createBucket(size)
    buckets.set(size, bucket)
    return bucket
  }
  const met: Readonly<Record<Purpose, readonly Bucket[]>> = {
    authentication: [bucketOf(profile.authentication)],
    write: sizesMet(profile, 'write').map(bucketOf),
    read: sizesMet(profile, 'read').map(bucketOf),
    'look-up': sizesMet(profile, 'look-up').map(bucketOf),
  }
  return { take: (purpose, nowMs) => met[purpose].every((bucket) => bucket.take(nowMs)) }
}

/** The whole before the endpoint's own, as the tenant looks at them. */
export function sizesMet(profile: LimitProfile, purpose: Purpose): readonly BucketSize[] {
  if (purpose === 'authentication') return [profile.authentication]
  const own = profile.groups[GROUPS[purpose]] ?? profile.others
  return [profile.management, own].filter((size) => size !== null)
}

/** How many requests of this kind a minute takes in the long run. */
export const perMinute = (profile: LimitProfile, purpose: Purpose): number =>
  Math.min(
    ...sizesMet(profile, purpose).map(
      ({ sustained, per }) => sustained * (per === 'second' ? 60 : 1),
    ),
  )

/** The tenant's own bucket, which is filled no more than once a second: nothing is added in between. */
export function createBucket(size: BucketSize): Bucket {
  let level: BucketLevel | null = null
  let left = 0
  let second = -1
  return {
    take(nowMs) {
      const now = Math.floor(nowMs / 1_000)
      if (now !== second) {
        level = fillBucket(size, level === null ? null : { ...level, left }, nowMs)
        left = level.left
        second = now
      }
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
