import type { ActionVersion, Json, Tenant } from '../store.ts'
import { readSwitches } from '../switches.ts'
import { readCache, writeCache } from './action-cache.ts'
import type { ActionPool } from './action-pool.ts'
import { type CollectedWrites, collectCommands, noWrites, outcomeOf } from './collected-writes.ts'
import { recordExecution } from './record-execution.ts'
import type { RunResult } from './run-result.ts'
import type { Refusal, TriggerEvent, TriggerOutcome } from './trigger-outcome.ts'

export type TriggerRun = {
  tenant: Tenant
  pool: ActionPool
  triggerId: string
  handler: string
  event: TriggerEvent
  /** One budget for all bound Actions together (ms, the machine's time). */
  budgetMs: number
}

type BoundAction = { name: string; version: ActionVersion }
type Failure = { id: string; message: string; timedOut: boolean }

/** Per login and kind; Auth0 documentation, metadata limits, read 2026-11-22. */
const METADATA_BYTES = 32 * 1024

/** Runs the chain: in binding order, until one refuses or fails. */
export async function runTrigger(run: TriggerRun): Promise<TriggerOutcome> {
  const actions = boundActions(run.tenant, run.triggerId)
  const writes = noWrites()
  if (actions.length === 0) return outcomeOf(null, writes)
  const executionId = nextExecutionId(run.tenant)
  let budgetMs = run.budgetMs
  for (const action of actions) {
    const { failure, ranMs } = await runAction(run, action, { executionId, writes, budgetMs })
    if (failure !== null) return failedOutcome(executionId, action.name, failure)
    if (writes.refusal !== null) break
    budgetMs -= ranMs
  }
  const oversize = oversizeOf(writes)
  if (oversize === null) return outcomeOf(executionId, writes)
  return failedOutcome(executionId, actions.at(-1)?.name ?? '', oversize)
}

/** Deployed versions only: an Action that was never deployed runs nothing at Auth0 either. */
function boundActions({ state }: Tenant, triggerId: string): BoundAction[] {
  return (state.bindings.get(triggerId) ?? []).flatMap(({ action_id }) => {
    const action = state.actions.get(action_id)
    const version = state.actionVersions.get(action?.deployed_version_id ?? '')
    return action && version ? [{ name: action.name, version }] : []
  })
}

function nextExecutionId({ state }: Tenant): string {
  state.sequence += 1
  return `exe_${String(state.sequence).padStart(12, '0')}`
}

type Progress = { executionId: string; writes: CollectedWrites; budgetMs: number }

async function runAction(
  run: TriggerRun,
  action: BoundAction,
  { executionId, writes, budgetMs }: Progress,
): Promise<{ failure: Failure | null; ranMs: number }> {
  const { tenant, triggerId } = run
  const startedAtMs = tenant.clock.now()
  const message = messageFor(run, action.version, writes)
  const { result, ranMs } = await run.pool.run(action.version, message, Math.max(1, budgetMs))
  const failure = failureOf(result, run.budgetMs) ?? collect(run, writes, result, action.name)
  recordExecution(tenant, {
    executionId,
    triggerId,
    actionName: action.name,
    version: action.version,
    startedAtMs,
    log: result.kind === 'completed' ? result.log : '',
    error: failure && { id: failure.id, msg: failure.message },
  })
  return { failure, ranMs }
}

/** The members of the message to the sandbox; the event's own copy gets the Action's secrets. */
function messageFor(run: TriggerRun, version: ActionVersion, writes: CollectedWrites): string {
  const { tenant, triggerId, handler } = run
  const cache = readCache(tenant.state, triggerId, tenant.clock.now())
  const event = {
    ...run.event,
    transaction: transactionOf(run.event, writes),
    secrets: Object.fromEntries(version.secrets.map(({ name, value }) => [name, value])),
    configuration: {},
  }
  const message = {
    handler,
    offsetMs: tenant.clock.offsetMs(),
    switches: readSwitches(tenant.state),
    cache: Object.fromEntries(cache),
    event,
  }
  return JSON.stringify(message).slice(1, -1)
}

function transactionOf(event: TriggerEvent, { transactionMetadata }: CollectedWrites): unknown {
  if (transactionMetadata.size === 0) return event.transaction
  const transaction = asObject(event.transaction)
  const metadata = new Map([
    ...Object.entries(asObject(transaction.metadata)),
    ...transactionMetadata,
  ])
  const kept = [...metadata].filter(([, value]) => value !== null)
  return { ...transaction, metadata: Object.fromEntries(kept) }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

function failureOf(result: RunResult, budgetMs: number): Failure | null {
  if (result.kind === 'crashed') {
    return { id: 'platform_error', message: result.message, timedOut: false }
  }
  if (result.kind === 'timed-out') {
    const message = `The Action did not complete within ${budgetMs / 1000} seconds.`
    return { id: 'action_timeout', message, timedOut: true }
  }
  if (result.error === null) return null
  return { id: 'action_error', message: result.error, timedOut: false }
}

function collect(
  { tenant, triggerId }: TriggerRun,
  writes: CollectedWrites,
  result: RunResult,
  actionName: string,
): Failure | null {
  const commands = result.kind === 'completed' ? result.commands : []
  if (!collectCommands(writes, commands, actionName)) {
    const message = '[local tenant] the process of the Action sent an unknown command'
    return { id: 'platform_error', message, timedOut: false }
  }
  writeCache(tenant.state, triggerId, tenant.clock.now(), writes.cache.splice(0))
  return null
}

function oversizeOf({ appMetadata, userMetadata }: CollectedWrites): Failure | null {
  const sizeOf = (writes: Map<string, Json>) =>
    writes.size === 0 ? 0 : Buffer.byteLength(JSON.stringify(Object.fromEntries(writes)))
  const isOver = sizeOf(appMetadata) > METADATA_BYTES || sizeOf(userMetadata) > METADATA_BYTES
  if (!isOver) return null
  const message = '[local tenant] metadata writes exceed 32 kB in one login'
  return { id: 'platform_error', message, timedOut: false }
}

function failedOutcome(executionId: string, actionName: string, failure: Failure): TriggerOutcome {
  const { message, timedOut } = failure
  const refusal: Refusal = { kind: 'failed', actionName, message, timedOut }
  return { ...outcomeOf(executionId, noWrites()), refusal }
}
