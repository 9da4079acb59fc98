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
  /**
   * So many requests of this kind, one after the other, until one is refused.
   * @returns how many were taken: every budget that they count in had one left
   */
  take(purpose: Purpose, wanted: number, nowMs: number): number
}

/** @returns how many of those that are wanted were there */
export type Bucket = { take(wanted: number, nowMs: number): number }

export function createBudgets(profile: LimitProfile): Budgets {
  const buckets = new Map<BucketSize, Bucket>()
  // Several purposes may meet one budget.
  const bucketOf = (size: BucketSize): Bucket => {
    const bucket = buckets.get(size) ?? createBucket(size)
    buckets.set(size, bucket)
    return bucket
  }
  const metBy = (purpose: Purpose): readonly Bucket[] => sizesMet(profile, purpose).map(bucketOf)
  const met: Readonly<Record<Purpose, readonly Bucket[]>> = {
    authentication: metBy('authentication'),
    write: metBy('write'),
    read: metBy('read'),
    'look-up': metBy('look-up'),
  }
  return {
    take(purpose, wanted, nowMs) {
      let taken = wanted
      // What the next one refuses has counted in this one, as with the tenant.
      for (const bucket of met[purpose]) taken = bucket.take(taken, nowMs)
      return taken
    },
  }
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
    take(wanted, nowMs) {
      const now = Math.floor(nowMs / 1_000)
      if (now !== second) {
        level = fillBucket(size, level === null ? null : { ...level, left }, nowMs)
        left = level.left
        second = now
      }
      const taken = Math.min(wanted, Math.floor(left))
      left -= taken
      return taken
    },
  }
}
