import { cp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type StagedTenant, stageTenant } from '../../scripts/bundle/stage-tenant.ts'
import type { ExitCode } from '../../scripts/ground/failures.ts'
import type { Surroundings } from '../../scripts/ground/surroundings.ts'
import type { TenantSnapshot } from '../../scripts/local-tenant/snapshot.ts'
import { type RunningTenant, startTenant } from '../../scripts/local-tenant/start-tenant.ts'
import { LOCAL_ENVIRONMENT } from '../../scripts/project/development-key.ts'
import { deploy } from '../../scripts/shipping/deploy.ts'
import { type GuardState, readGuardState } from './guard-state.ts'
import { copyCheckout, type ScratchCheckout } from './scratch-checkout.ts'
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

export async function openSweepScene(root: string): Promise<SweepScene> {
  const [checkout, running] = await Promise.all([
    copyCheckout(root),
    startTenant({ actionBuildMs: 1 }),
  ])
  const surroundings = await commandIn(checkout, running)
  const deployNow = (): Promise<ExitCode> => deploy(OPTIONS, surroundings, 'without waits')
  await writeFirstState(checkout)
  await deployNow()
  const doors = await openDoors(running)
  const before = readGuardState(running)
  const rewind = await rememberBeginning(checkout, running)
  await writeSecondState(checkout)
  const calls = await countCalls(running, deployNow)
  const after = readGuardState(running)
  await rewind()
  return {
    running,
    doors,
    staged: await stageTenant(checkout.root, LOCAL_ENVIRONMENT, Date.now(), {}),
    before,
    after,
    calls,
    deploy: deployNow,
    rewind,
    close: async () => {
      await running.stop()
      await checkout.discard()
    },
  }
}

const OPTIONS = {
  environmentName: LOCAL_ENVIRONMENT,
  planFile: '',
  domain: '',
  allowed: DELETIONS,
  marksToLose: 0,
  actor: 'sweep',
  receipts: '',
} as const

async function commandIn(
  { root }: ScratchCheckout,
  { domain, certificate, machineClients }: RunningTenant,
): Promise<Surroundings> {
  const certificateFile = join(root, 'certificate.pem')
  await writeFile(certificateFile, certificate)
  return {
    root,
    environmentVariables: {
      AUTH0_DOMAIN: domain,
      AUTH0_CLIENT_ID: machineClients.deploy.clientId,
      AUTH0_CLIENT_SECRET: machineClients.deploy.clientSecret,
      OG_CLIENT_ID: machineClients.guard.clientId,
      OG_CLIENT_SECRET: machineClients.guard.clientSecret,
      OG_CERTIFICATE: certificateFile,
    },
    nowMs: Date.now,
    print: () => {},
    progress: () => {},
    untilStopped: () => Promise.resolve(),
  }
}

async function rememberBeginning(
  { root }: ScratchCheckout,
  { control }: RunningTenant,
): Promise<() => Promise<void>> {
  const snapshot: TenantSnapshot = control.snapshot()
  const receipts = join(root, '.build', LOCAL_ENVIRONMENT, 'receipts')
  const kept = join(root, '.build/kept-receipts')
  await cp(receipts, kept, { recursive: true })
  return async () => {
    control.clearFaults()
    control.restore(snapshot)
    await rm(receipts, { recursive: true, force: true })
    await cp(kept, receipts, { recursive: true })
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
