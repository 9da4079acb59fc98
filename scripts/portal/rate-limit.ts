import { keepLatest } from '../ground/keep-latest.ts'

/** Whether one more may be had now. */
export type RateLimit = (whose: string, nowMs: number) => boolean

type Bucket = { left: number; atMs: number }

const MOST_BUCKETS = 10_000

/**
 * A token bucket for each key. When there are too many keys the oldest is forgotten, so that the memory
 * is bounded: whoever has that many addresses is not held up by a limit for each.
 */
export function createRateLimit({
  burst,
  perMinute,
}: {
  readonly burst: number
  readonly perMinute: number
}): RateLimit {
  const buckets = new Map<string, Bucket>()
  return (whose, nowMs) => {
    const known = buckets.get(whose) ?? { left: burst, atMs: nowMs }
    const earned = (Math.max(0, nowMs - known.atMs) / 60_000) * perMinute
    const left = Math.min(burst, known.left + earned)
    const isGranted = left >= 1
    const bucket = { left: isGranted ? left - 1 : left, atMs: nowMs }
    keepLatest(buckets, whose, bucket, MOST_BUCKETS)
    return isGranted
  }
}
