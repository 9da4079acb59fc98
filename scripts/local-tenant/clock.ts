import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * A tenant's own time. Tests and people move it; nothing in the local tenant asks the machine.
 */
export type Clock = {
  /** Epoch milliseconds in this tenant. */
  now(): number
  /** Moves the tenant's time forward by `ms`. */
  advance(ms: number): void
  /** What to add to the machine's time to get the tenant's (ms); the Action processes are told this. */
  offsetMs(): number
  /** Takes an earlier `offsetMs()` up again: the clock is as if it had not been advanced since. */
  restore(offsetMs: number): void
  /** Calls `listener` with the ms of every later `advance`; returns what ends that. */
  onAdvance(listener: (ms: number) => void): () => void
}

const ofMachine = Date.now.bind(Date)
const currentClock = new AsyncLocalStorage<Clock>()

/**
 * A clock that runs with the machine's, shifted; `startAtMs` is what it shows when it is made. With a
 * `machineNow` that stands still it goes by nothing but its jumps.
 */
export function createClock(
  startAtMs: number = ofMachine(),
  machineNow: () => number = ofMachine,
): Clock {
  let offsetMs = startAtMs - machineNow()
  const listeners = new Set<(ms: number) => void>()
  return {
    now: () => machineNow() + offsetMs,
    advance: (ms) => {
      offsetMs += ms
      for (const listener of listeners) listener(ms)
    },
    offsetMs: () => offsetMs,
    restore: (earlier) => {
      offsetMs = earlier
    },
    onAdvance: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/**
 * Runs `work` so that `Date.now()` inside it, and in everything it awaits, is the tenant's.
 * Why: oidc-provider has no clock option; this is the seam that lets two tenants in one process
 * have different times. Installed on first use; code outside any tenant sees the machine's time.
 */
export function withClock<T>(clock: Clock, work: () => T): T {
  if (Date.now !== tenantAwareNow) Date.now = tenantAwareNow
  return currentClock.run(clock, work)
}

function tenantAwareNow(): number {
  return currentClock.getStore()?.now() ?? ofMachine()
}
