import type { ActionExecution } from '../store.ts'
import { ManagementError } from './management-error.ts'
import { type ManagementRequest, ok, param, type Route } from './route.ts'

export const actionExecutionRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/actions/executions/:execution_id',
    scopes: ['read:actions'],
    simplified: 'one execution is one run of a trigger; kept as long as the tenant lives',
    answer: showExecution,
  },
]

function showExecution(request: ManagementRequest) {
  const id = param(request, 'execution_id')
  const runs = request.tenant.state.executions.filter(({ execution_id }) => execution_id === id)
  const [first] = runs
  if (first === undefined) {
    throw new ManagementError(404, 'inexistent_execution', 'That execution does not exist.')
  }
  const last = runs.at(-1) ?? first
  return ok({
    id,
    trigger_id: first.trigger_id,
    status: 'final',
    results: runs.map(renderRun),
    created_at: first.started_at,
    updated_at: last.ended_at,
  })
}

const renderRun = ({ action_name, error, started_at, ended_at }: ActionExecution) => ({
  action_name,
  error,
  started_at,
  ended_at,
})
