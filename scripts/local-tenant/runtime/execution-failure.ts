import type { ActionError, RunResult } from './run-result.ts'

/**
 * Why one execution failed.
 * @fact The ids are the classes of failure in the tenant log. (Auth0's schema of tenant logs; read
 * 2026-08-20)
 */
export type ExecutionFailure = {
  id: 'action_error' | 'action_timeout' | 'platform_error'
  message: string
  /** What the Action threw, where it threw. */
  thrown?: ActionError
}

export const platformFailure = (message: string): ExecutionFailure => ({
  id: 'platform_error',
  message: `[local tenant] ${message}`,
})

/** @param budgetMs of the whole trigger run */
export function failureOf(result: RunResult, budgetMs: number): ExecutionFailure | null {
  if (result.kind === 'crashed') return platformFailure(result.message)
  if (result.kind === 'timed-out') {
    const message = `The Action did not complete within ${budgetMs / 1000} seconds.`
    return { id: 'action_timeout', message }
  }
  if (result.error === null) return null
  return { id: 'action_error', message: result.error.message, thrown: result.error }
}
