import { type StagedTenant, stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import type { ExitCode } from '../../scripts/ground/exit.ts'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/local-environments.ts'
import { openShippingScene, withRewind } from '../shipping/shipping-scene.ts'
import { type GuardState, readGuardState } from './guard-state.ts'
import { DELETIONS, writeFirstState, writeSecondState } from './two-states.ts'
import { type Doors, openDoors } from './watch-doors.ts'

/** A tenant in the first state, git in the second, and a way back to this beginning. */
export type SweepScene = {
  readonly running: RunningTenant
  readonly doors: Doors
  /** The second state, as the plain Deploy CLI would be given it. */
  readonly staged: StagedTenant
  readonly before: GuardState
  readonly after: GuardState
  /** Management API calls of one deploy that nothing disturbs. */
  readonly calls: number
  /** Our deploy from wherever the tenant is to the second state. */
  deploy(): Promise<ExitCode>
  rewind(): Promise<void>
  close(): Promise<void>
}

/** More than any deploy makes. */
const MANY = 1_000_000
export const API = '/api/v2/*'

export async function openSweepScene(): Promise<SweepScene> {
  const empty = await openShippingScene()
  const { running } = empty
  await writeFirstState(empty)
  await empty.deploy()
  const doors = await openDoors(running)
  const before = readGuardState(running)
  await writeSecondState(empty)
  const { deploy, rewind, checkout, stop } = await withRewind(empty)
  const deployNow = (): Promise<ExitCode> => deploy({ allowDelete: DELETIONS, actor: 'sweep' })
  const calls = await countCalls(running, deployNow)
  const after = readGuardState(running)
  await rewind()
  return {
    running,
    doors,
    staged: await stageTenant(checkout, LOCAL_ENVIRONMENT, Date.now(), {}),
    before,
    after,
    calls,
    deploy: deployNow,
    rewind,
    close: stop,
  }
}

/** A fault that delays nothing counts what passes it. */
export async function countCalls(
  { control }: RunningTenant,
  work: () => Promise<unknown>,
): Promise<number> {
  control.addFault({ path: API, latencyMs: 0, times: MANY })
  await work()
  const [counter] = control.faults()
  control.clearFaults()
  return MANY - (counter?.times ?? MANY)
}

/** The k-th call from now on fails; with `stop` so does every call after it. */
export function breakCall({ control }: RunningTenant, kind: FaultKind, k: number): void {
  if (k > 1) control.addFault({ path: API, latencyMs: 0, times: k - 1 })
  control.addFault(
    kind === 'stop' ? { path: API, drop: true, times: MANY } : { path: API, status: Number(kind) },
  )
}

export const FAULT_KINDS = ['stop', '429', '500'] as const
export type FaultKind = (typeof FAULT_KINDS)[number]
