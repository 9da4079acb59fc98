import { vi } from 'vitest'
import { heldSignals } from './held-signals.ts'

/**
 * Time stands at `nowMs` for a handler in this process, and none of its budgets runs out: how often it
 * asks, and what it decides, is not the machine's speed. A test whose budgets end holds them itself.
 */
export function holdTime(nowMs: number): { readonly release: () => void } {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs })
  const isHeld = vi.isMockFunction(AbortSignal.timeout)
  const budgets = isHeld
    ? null
    : vi.spyOn(AbortSignal, 'timeout').mockImplementation(heldSignals().after)
  return {
    release() {
      budgets?.mockRestore()
      vi.useRealTimers()
    },
  }
}
