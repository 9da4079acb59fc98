type Retry = {
  /** Of the attempt that failed, from 1. */
  readonly attempt: number
  /** What the first retry waits where the tenant does not say. */
  readonly firstMs: number
  readonly nowMs: number
}

const LONGEST_MS = 15_000

/**
 * How long to wait before the next attempt (ms): as long as the tenant asks, else twice as long each
 * time. Auth0 sends `x-ratelimit-reset` (Unix seconds), a proxy in front of it `retry-after` (seconds).
 * @param headers of the answer; null where there was none
 */
export function retryDelayMs(headers: Headers | null, { attempt, firstMs, nowMs }: Retry): number {
  const afterMs = Number(headers?.get('retry-after') ?? 0) * 1000
  const resetMs = Number(headers?.get('x-ratelimit-reset') ?? 0) * 1000 - nowMs
  const askedMs = [afterMs, resetMs].find((ms) => ms > 0) ?? firstMs * 2 ** (attempt - 1)
  return Math.min(askedMs, LONGEST_MS)
}
