import { apply, dictionary, max } from './intrinsics.mjs'

/**
 * Makes `AbortSignal.timeout` end by the tenant's time: by the machine's and by every jump of the
 * tenant's clock, or, where timers are held, by jumps alone. Whether a budget of an Action is used up
 * is then for the test to say, and not for the speed of the machine. Other timers stay the machine's.
 * @returns `hold` makes jumps alone count from now on; `advance` is told of a jump (ms)
 */
export function installTenantTimeouts() {
  const { timeout: machineTimeout } = AbortSignal
  const Controller = AbortController
  const { abort } = Controller.prototype
  const { get: signalOf } = Object.getOwnPropertyDescriptor(Controller.prototype, 'signal')
  const [startTimer, stopTimer, now] = [setTimeout, clearTimeout, performance.now.bind(performance)]
  let isHeld = false
  let last = 0
  const waiting = dictionary()

  const expire = (id) => {
    const entry = waiting[id]
    if (entry === undefined) return
    delete waiting[id]
    // Not before it is needed: Node makes this one at its first use, which an Action could notice.
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    apply(abort, entry.controller, [reason])
  }
  const arm = (id, entry, leftMs) => {
    if (entry.timer !== undefined) stopTimer(entry.timer)
    if (leftMs <= 0) return expire(id)
    if (isHeld) return
    entry.timer = startTimer(expire, leftMs, id)
    entry.timer.unref()
  }
  const timeout = (ms) => {
    // Refuses what Node refuses, in its words.
    apply(machineTimeout, AbortSignal, [ms])
    const entry = { controller: new Controller(), ms, startedMs: now(), jumpedMs: 0 }
    last += 1
    waiting[last] = entry
    arm(last, entry, max(1, ms))
    return apply(signalOf, entry.controller, [])
  }
  AbortSignal.timeout = timeout
  return {
    hold: () => {
      isHeld = true
    },
    advance(ms) {
      for (const id in waiting) {
        const entry = waiting[id]
        entry.jumpedMs += ms
        const ranMs = isHeld ? 0 : now() - entry.startedMs
        arm(id, entry, entry.ms - entry.jumpedMs - ranMs)
      }
    },
  }
}
