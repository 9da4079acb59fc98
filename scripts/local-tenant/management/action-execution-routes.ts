import { ACTION_LIMIT_VALUES } from '../runtime/limits.ts'
import type { ActionExecution } from '../store.ts'
import { ManagementError } from './management-error.ts'
import { get, type ManagementRequest, ok, param, type Route } from './route.ts'

export const actionExecutionRoutes: readonly Route[] = [
  get(
    '/actions/executions/:execution_id',
    'read:actions',
    showExecution,
    'one execution is one run of a trigger; of the last ten days, the newest 5,000',
  ),
]

const DAY_MS = 24 * 60 * 60 * 1000

function showExecution(request: ManagementRequest) {
  const id = param(request, 'execution_id')
  const { state, clock } = request.tenant
  const oldest = clock.now() - ACTION_LIMIT_VALUES.executionDays * DAY_MS
  const runs = state.executions.filter(
    ({ execution_id, ended_at }) => execution_id === id && Date.parse(ended_at) >= oldest,
  )
  const [first] = runs
  if (first === undefined) {
    throw new ManagementError(404, 'inexistent_execution', 'That execution does not exist.')
  }
  const last = runs.at(-1) ?? first
  return ok({
    id,
    trigger_id: first.trigger_id,
    // An Action that redirected is run a second time when the person is back.
    status: last.suspended === true ? 'suspended' : 'final',
    results: runs.map(renderRun),
    created_at: first.started_at,
    updated_at: last.ended_at,
  })
}

const renderRun = ({ action_name, error, started_at, ended_at }: ActionExecution) => ({
  action_name,
  ...(error === null ? {} : { error }),
  started_at,
  ended_at,
})
