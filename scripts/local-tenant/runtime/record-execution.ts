import { createHash } from 'node:crypto'
import type { ActionExecution, ActionVersion, Tenant } from '../store.ts'

/** Auth0 keeps this much of an Action's console output (documentation, limitations, read 2026-11-22). */
const LOG_CHARACTERS = 256
/** Auth0 keeps ten days; the local tenant the newest. */
const EXECUTIONS = 5000

export type FinishedExecution = {
  executionId: string
  triggerId: string
  actionName: string
  version: ActionVersion
  /** Epoch ms, the tenant's time. */
  startedAtMs: number
  log: string
  error: ActionExecution['error']
}

export function recordExecution({ state, clock }: Tenant, finished: FinishedExecution): void {
  state.executions.push({
    execution_id: finished.executionId,
    trigger_id: finished.triggerId,
    action_name: finished.actionName,
    version_id: finished.version.id,
    code_sha256: createHash('sha256').update(finished.version.code).digest('hex'),
    started_at: new Date(finished.startedAtMs).toISOString(),
    ended_at: new Date(clock.now()).toISOString(),
    logs: finished.log.slice(0, LOG_CHARACTERS),
    error: finished.error,
  })
  const surplus = state.executions.length - EXECUTIONS
  if (surplus > 0) state.executions.splice(0, surplus)
}
