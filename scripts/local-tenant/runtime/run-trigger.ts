import type { Json, Tenant } from '../store.ts'
import { writeCache } from './action-cache.ts'
import { actionMessage } from './action-message.ts'
import type { ActionPool } from './action-pool.ts'
import { actionsOfVersions, type BoundAction, boundActions, entityAction } from './bound-actions.ts'
import { collectCommands } from './collect-commands.ts'
import { type CollectedWrites, noWrites, outcomeOf } from './collected-writes.ts'
import { type ExecutionFailure, failureOf, platformFailure } from './execution-failure.ts'
import { ACTION_LIMIT_VALUES } from './limits.ts'
import { logFailedExecution } from './log-failed-execution.ts'
import { recordExecution } from './record-execution.ts'
import type { RunResult } from './run-result.ts'
import { lastingCommands, replay, suspend } from './suspend.ts'
import type { ActionCommands, Suspension } from './suspension.ts'
import type { ActionRefusal, RunOptions, TriggerEvent, TriggerOutcome } from './trigger-outcome.ts'

export type TriggerRun = {
  tenant: Tenant
  pool: ActionPool
  triggerId: string
  /** The one of a fresh run, also where this one goes on after a redirect. */
  handler: string
  event: TriggerEvent
  /** One budget for all Actions together (ms). */
  budgetMs: number
  options: RunOptions
}

/** What a run is made of, from the Action it begins or goes on with. */
type Chain = {
  executionId: string
  actions: readonly BoundAction[]
  /** Place of the first of them among those bound when the run began. */
  at: number
  /** What the first of them is called with. */
  firstHandler: string
  writes: CollectedWrites
  history: ActionCommands[]
}

/** Runs the chain: in binding order, until one refuses, redirects or fails. */
export async function runTrigger(run: TriggerRun): Promise<TriggerOutcome> {
  const actions = actionsOf(run)
  const writes = noWrites()
  if (actions.length === 0) return outcomeOf(null, writes)
  const executionId = nextExecutionId(run.tenant)
  const firstHandler = run.handler
  return await runChain(run, { executionId, actions, at: 0, firstHandler, writes, history: [] })
}

/** Goes on with the Action that redirected. */
export async function resumeTrigger(
  run: TriggerRun,
  { executionId, at, versionIds, history }: Suspension,
): Promise<TriggerOutcome> {
  const actions = actionsOfVersions(run.tenant, run.triggerId, versionIds)
  if (actions === null) {
    return failedOutcome(executionId, '', platformFailure('an Action to go on with was deleted'))
  }
  const firstHandler = run.handler.replace(/^onExecute/, 'onContinue')
  const writes = replay(history)
  return await runChain(run, { executionId, actions, at, firstHandler, writes, history })
}

function actionsOf({ tenant, triggerId, options }: TriggerRun): BoundAction[] {
  if (options.actionId === undefined) return boundActions(tenant, triggerId)
  const action = entityAction(tenant.state, options.actionId)
  return action === null ? [] : [action]
}

function nextExecutionId({ state }: Tenant): string {
  state.sequence += 1
  return `exe_${String(state.sequence).padStart(12, '0')}`
}

async function runChain(run: TriggerRun, chain: Chain): Promise<TriggerOutcome> {
  const { executionId, actions, writes } = chain
  const history = [...chain.history]
  let budgetMs = run.budgetMs
  for (const [i, action] of actions.entries()) {
    const handler = i === 0 ? chain.firstHandler : run.handler
    const { failure, ranMs } = await runAction(run, action, {
      executionId,
      handler,
      writes,
      history,
      budgetMs,
    })
    if (failure !== null) return failedOutcome(executionId, action.name, failure)
    if (writes.refusal !== null) break
    if (writes.redirectUrl !== null) return redirected(run, { ...chain, history }, i)
    budgetMs -= ranMs
  }
  const lastName = actions.at(-1)?.name ?? ''
  return faultyOutcome(run, chain, lastName) ?? outcomeOf(executionId, writes)
}

type Progress = Pick<Chain, 'executionId' | 'writes' | 'history'> & {
  handler: string
  budgetMs: number
}

async function runAction(
  run: TriggerRun,
  action: BoundAction,
  { executionId, handler, writes, history, budgetMs }: Progress,
): Promise<{ failure: ExecutionFailure | null; ranMs: number }> {
  const { tenant, triggerId, event } = run
  const startedAtMs = tenant.clock.now()
  const message = actionMessage(action, { tenant, triggerId, handler, event, writes })
  const { result, ranMs } = await run.pool.run(action.version, message, Math.max(1, budgetMs))
  const failure =
    failureOf(result, run.budgetMs) ?? collect(run, { writes, history }, result, action.name)
  recordExecution(tenant, {
    executionId,
    triggerId,
    actionName: action.name,
    version: action.version,
    startedAtMs,
    log: result.kind === 'completed' ? result.log : '',
    error: failure && { id: failure.id, msg: failure.message },
    isSuspended: failure === null && writes.refusal === null && writes.redirectUrl !== null,
  })
  if (failure !== null) {
    logFailedExecution(tenant, { triggerId, executionId, action, event, failure })
  }
  return { failure, ranMs }
}

function collect(
  { tenant, triggerId }: TriggerRun,
  { writes, history }: Pick<Chain, 'writes' | 'history'>,
  result: RunResult,
  actionName: string,
): ExecutionFailure | null {
  const commands = result.kind === 'completed' ? result.commands : []
  writes.redirectUrl = null
  if (!collectCommands(writes, commands, actionName)) {
    return platformFailure('the process of the Action sent an unknown command')
  }
  history.push({ actionName, commands: lastingCommands(commands) })
  writeCache(tenant.state, triggerId, tenant.clock.now(), writes.cache.splice(0))
  return null
}

/** @param i of the Action of `chain` that redirected */
function redirected(run: TriggerRun, chain: Chain, i: number): TriggerOutcome {
  const { executionId, actions, writes, history } = chain
  const nothing = outcomeOf(executionId, noWrites())
  const actionName = actions[i]?.name ?? ''
  if (run.options.canRedirect !== true) {
    const reason = 'Interaction required'
    return { ...nothing, refusal: { kind: 'interaction-required', actionName, reason } }
  }
  const faulty = faultyOutcome(run, chain, actionName)
  if (faulty !== null) return faulty
  const suspension = suspend(writes.redirectUrl ?? '', {
    triggerId: run.triggerId,
    handler: run.handler,
    executionId,
    at: chain.at + i,
    versionIds: actions.slice(i).map(({ version }) => version.id),
    history,
  })
  const { appMetadata, userMetadata } = outcomeOf(executionId, writes)
  return { ...nothing, appMetadata, userMetadata, suspension }
}

/** What no single Action has done wrong fails the run under the name of the last; null when nothing is. */
function faultyOutcome(
  run: TriggerRun,
  { executionId, writes }: Chain,
  actionName: string,
): TriggerOutcome | null {
  const fault = faultOf(run, writes)
  return fault === null ? null : failedOutcome(executionId, actionName, fault)
}

function faultOf({ triggerId }: TriggerRun, writes: CollectedWrites): ExecutionFailure | null {
  const sizeOf = (written: Map<string, Json>) =>
    written.size === 0 ? 0 : Buffer.byteLength(JSON.stringify(Object.fromEntries(written)))
  const largest = Math.max(sizeOf(writes.appMetadata), sizeOf(writes.userMetadata))
  if (largest > ACTION_LIMIT_VALUES.metadataBytes) {
    return platformFailure('metadata writes exceed 32 kB in one login')
  }
  const heaviest = Math.max(sizeOf(writes.idTokenClaims), sizeOf(writes.accessTokenClaims))
  if (heaviest > ACTION_LIMIT_VALUES.customClaimsBytes) {
    return platformFailure('custom claims exceed 100 kB in one token')
  }
  const isUndecided =
    triggerId === 'custom-token-exchange' && writes.refusal === null && writes.subjects.size !== 1
  if (!isUndecided) return null
  return platformFailure('exactly one of setUserById and setUserByConnection must be called')
}

function failedOutcome(
  executionId: string,
  actionName: string,
  { id, message }: ExecutionFailure,
): TriggerOutcome {
  const timedOut = id === 'action_timeout'
  const refusal: ActionRefusal = { kind: 'failed', actionName, message, timedOut }
  return { ...outcomeOf(executionId, noWrites()), refusal }
}
