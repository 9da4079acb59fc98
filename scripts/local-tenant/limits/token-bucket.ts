/**
 * @fact A bucket holds `burst` tokens; at the start of each second or minute `sustained` are added, and
 * never more than it holds. (Auth0 docs, rate limit policy; read 2026-08-20)
 */
export type BucketSize = {
  readonly burst: number
  readonly sustained: number
  readonly per: 'second' | 'minute'
}

/** What is left of one, and up to when it was filled. */
export type BucketLevel = {
  readonly left: number
  /** Ordinal of the window, since 1970, in which it was filled last. */
  readonly window: number
}

export type Taking = {
  readonly isTaken: boolean
  readonly level: BucketLevel
  /** When tokens are added next (epoch seconds). */
  readonly resetSec: number
}

/**
 * What is in a bucket by now. Pure.
 * @param level null of a bucket that nobody has asked yet: it is full. So is one from the future, which is
 *   what a clock that was set back leaves.
 */
export function fillBucket(
  size: BucketSize,
  level: BucketLevel | null,
  nowMs: number,
): BucketLevel {
  const { windowMs, added } = fillingOf(size)
  const window = Math.floor(nowMs / windowMs)
  if (level === null || window < level.window) return { left: size.burst, window }
  return { left: Math.min(size.burst, level.left + (window - level.window) * added), window }
}

/** Takes one token, where there is one by now. Pure. */
export function takeToken(size: BucketSize, before: BucketLevel | null, nowMs: number): Taking {
  const { left, window } = fillBucket(size, before, nowMs)
  const isTaken = left >= 1
  return {
    isTaken,
    level: { left: isTaken ? left - 1 : left, window },
    resetSec: ((window + 1) * fillingOf(size).windowMs) / 1_000,
  }
}

/**
 * Where a minute adds more than the bucket holds, it adds a share each second: all at once would leave no
 * more than the burst for the whole minute, and Auth0 names the larger number. How it does that is not published.
 */
function fillingOf({ burst, sustained, per }: BucketSize): { windowMs: number; added: number } {
  if (per === 'second') return { windowMs: 1_000, added: sustained }
  if (sustained <= burst) return { windowMs: 60_000, added: sustained }
  return { windowMs: 1_000, added: sustained / 60 }
}
