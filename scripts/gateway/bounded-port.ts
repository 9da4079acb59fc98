import { FetchRefused } from '../ground/pinned-fetch.ts'
import { type TenantPort, TenantSilent } from './tenant-port.ts'

/** A run is over by then: a tenant of thousands of things, at the rate of the smallest plan, takes less. */
export const LONGEST_RUN_MS = 2 * 60 * 60_000

/** All that one run reads stays in memory until its end; thousands of things of each type are below it. */
export const MOST_CHARACTERS = 64 * 2 ** 20

/**
 * The port for one run. Each request has its bounds; a tenant that always answers just in time, or just
 * short enough, page after page, would still keep a run for days, or fill the memory.
 * @throws TenantSilent once the time is over, without asking; FetchRefused for more than a run can hold
 */
export function boundedPort(port: TenantPort, nowMs: () => number): TenantPort {
  const endMs = nowMs() + LONGEST_RUN_MS
  let taken = 0
  return async (call, beforeAgain) => {
    if (nowMs() >= endMs) {
      const minutes = LONGEST_RUN_MS / 60_000
      throw new TenantSilent(
        `${call.method} ${call.path}: not asked after ${minutes} min`,
        'too late',
      )
    }
    const answer = await port(call, beforeAgain)
    taken += answer.size ?? 0
    if (taken <= MOST_CHARACTERS) return answer
    throw new FetchRefused(`its answers together are longer than \`${MOST_CHARACTERS}\` characters`)
  }
}
