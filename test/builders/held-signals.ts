/** Signals that abort when the test lets their time come, and never by the machine's clock. */
export function heldSignals(): {
  readonly after: (ms: number) => AbortSignal
  /** All that were asked for with at most this many ms. */
  readonly pass: (ms: number) => void
  /** What was asked for, in ms. */
  readonly asked: readonly number[]
} {
  const held: { readonly ms: number; readonly controller: AbortController }[] = []
  const asked: number[] = []
  return {
    asked,
    after(ms) {
      const controller = new AbortController()
      held.push({ ms, controller })
      asked.push(ms)
      return controller.signal
    },
    pass(ms) {
      for (const one of held) if (one.ms <= ms) one.controller.abort()
    },
  }
}
