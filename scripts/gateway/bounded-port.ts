import { type TenantPort, TenantSilent } from './tenant-port.ts'

/** A run is over by then: a tenant of thousands of things, at the rate of the smallest plan, takes less. */
export const LONGEST_RUN_MS = 2 * 60 * 60_000

/**
 * The port for one run. Each request has its bounds; a tenant that always answers just in time, page after
 * page, would still keep a run for days.
 * @throws TenantSilent once the time is over, without asking
 */
export function boundedPort(port: TenantPort, nowMs: () => number): TenantPort {
  const endMs = nowMs() + LONGEST_RUN_MS
  return async (call) => {
    if (nowMs() < endMs) return port(call)
    const minutes = LONGEST_RUN_MS / 60_000
    throw new TenantSilent(
      `${call.method} ${call.path}: not asked after ${minutes} min`,
      'too late',
    )
  }
}
