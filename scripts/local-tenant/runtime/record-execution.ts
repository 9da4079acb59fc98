import { createHash } from 'node:crypto'
import type { ActionExecution, ActionVersion, Tenant } from '../store.ts'
import { ACTION_LIMIT_VALUES } from './limits.ts'

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
  isSuspended: boolean
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
    logs: finished.log.slice(0, ACTION_LIMIT_VALUES.logCharacters),
    error: finished.error,
    ...(finished.isSuspended && { suspended: true }),
  })
  const surplus = state.executions.length - EXECUTIONS
  if (surplus > 0) state.executions.splice(0, surplus)
}
