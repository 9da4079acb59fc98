import type { ManagementClient } from 'auth0'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type RunningTenant, startTenant } from '../../../scripts/local-tenant/start-tenant.ts'
import type { ActionExecution } from '../../../scripts/local-tenant/store.ts'
import { managementClient, refusalOf, rememberState } from './management-access.ts'

const NOON_MS = Date.UTC(2031, 0, 15, 12)
const DAY_MS = 24 * 60 * 60 * 1000
let running: RunningTenant
let management: ManagementClient
let restore: () => void

beforeAll(async () => {
  running = await startTenant({ startAtMs: NOON_MS })
  management = await managementClient(running)
  restore = rememberState(running.tenant)
})
beforeEach(() => restore())
afterAll(() => running.stop())

const started_at = '2031-01-15T12:00:00.000Z'
const ended_at = '2031-01-15T12:00:01.000Z'
const aRun = (differences: Partial<ActionExecution> = {}): ActionExecution => ({
  execution_id: 'run-1',
  trigger_id: 'post-login',
  action_name: 'a',
  version_id: 'v',
  code_sha256: '00',
  started_at,
  ended_at,
  logs: '',
  error: null,
  ...differences,
})

test('an execution is found by the id that its runs share', async () => {
  const error = { id: 'action_error', msg: 'boom' }
  const later = '2031-01-15T12:00:02.000Z'
  running.tenant.state.executions.push(
    aRun(),
    aRun({ execution_id: 'run-2' }),
    aRun({ action_name: 'b', error, ended_at: later }),
  )
  expect(await management.actions.executions.get('run-1')).toEqual({
    id: 'run-1',
    trigger_id: 'post-login',
    status: 'final',
    results: [
      { action_name: 'a', started_at, ended_at },
      { action_name: 'b', error, started_at, ended_at: later },
    ],
    created_at: started_at,
    updated_at: later,
  })
})

test.each([
  ['while a person is elsewhere', [aRun(), aRun({ suspended: true })], 'suspended'],
  ['when they have come back', [aRun({ suspended: true }), aRun()], 'final'],
])('its status %s', async (_when, runs, status) => {
  running.tenant.state.executions.push(...runs)
  expect((await management.actions.executions.get('run-1')).status).toBe(status)
})

test('it is gone after ten days', async () => {
  const age = (ms: number) => new Date(running.clock.now() - ms).toISOString()
  running.tenant.state.executions.push(
    aRun({ ended_at: age(10 * DAY_MS + 1) }),
    aRun({ execution_id: 'run-2', ended_at: age(10 * DAY_MS - 60_000) }),
  )
  expect(await refusalOf(management.actions.executions.get('run-1'))).toEqual({
    status: 404,
    code: 'inexistent_execution',
  })
  expect((await management.actions.executions.get('run-2')).id).toBe('run-2')
})
