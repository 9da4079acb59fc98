/** Times of single runs (ms), sorted. */
export type Times = readonly number[]

export const percentile = (times: Times, share: number): number =>
  times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN

/** Times each call on its own, after `warmUp` rounds that are not counted. */
export function timeEach(
  calls: readonly (() => unknown)[],
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Times {
  const times = new Float64Array(calls.length * rounds)
  let next = 0
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const call of calls) {
      const startedMs = performance.now()
      call()
      const tookMs = performance.now() - startedMs
      if (round >= 0) times[next++] = tookMs
    }
  }
  return [...times.sort()]
}

/** Calls per second over whole rounds; the best of `tries`, which is the one least disturbed. */
export function callsPerSecond(
  calls: readonly (() => unknown)[],
  { atLeastMs, tries }: { readonly atLeastMs: number; readonly tries: number },
): number {
  let best = 0
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const startedMs = performance.now()
    let count = 0
    while (performance.now() - startedMs < atLeastMs) {
      for (const call of calls) call()
      count += calls.length
    }
    best = Math.max(best, (count / (performance.now() - startedMs)) * 1000)
  }
  return best
}
