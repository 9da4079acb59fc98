import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tenant } from '../store.ts'
import { ActionPool } from './action-pool.ts'
import { noWrites, outcomeOf } from './collected-writes.ts'
import { ACTION_LIMIT_VALUES } from './limits.ts'
import { resumeTrigger, runTrigger } from './run-trigger.ts'
import type { ActionRuntime, TriggerOutcome } from './trigger-outcome.ts'

export type ActionRuntimeOptions = {
  /** PEM that Action processes trust beside the public authorities. */
  certificate?: string
  /**
   * Budget of one trigger, all its Actions together (ms): spent by the machine's clock and by every
   * jump of the tenant's. Auth0's is 20,000.
   */
  timeoutMs?: number
  /**
   * That budget, and every `AbortSignal.timeout` of an Action, end by jumps of the tenant's clock
   * alone: what is decided then does not depend on how busy the machine is.
   */
  holdsTimers?: boolean
  /** A process that has work and answers nothing for this long is stalled (ms, the machine's). */
  stallMs?: number
  /**
   * Folder that holds the `node_modules` with the npm dependencies Actions declare. An Action may
   * read it if it declares any; without it they are refused by name.
   */
  dependenciesFolder?: string
  /** Limit of one Action process's JavaScript heap (MB). Auth0's is not published. */
  heapMb?: number
}

const BOOT_MS = 30_000
/** Long enough for a slow synchronous step, short enough for whoever is stuck behind it. */
const STALL_MS = { longest: 1000, shortest: 100 }

/**
 * Executes the code text that was uploaded to and deployed in this tenant.
 * @throws Error with code `ENOENT` where `dependenciesFolder` does not exist
 */
export function createActionRuntime(
  tenant: Tenant,
  options: ActionRuntimeOptions = {},
): ActionRuntime {
  const budgetMs = options.timeoutMs ?? ACTION_LIMIT_VALUES.triggerMs
  const { dependenciesFolder, stallMs } = options
  const certificate = storeCertificate(options.certificate)
  const pool = new ActionPool({
    clock: tenant.clock,
    holdsTimers: options.holdsTimers ?? false,
    heapMb: options.heapMb ?? ACTION_LIMIT_VALUES.heapMegabytes,
    certificateFile: certificate.file,
    dependenciesFolder: dependenciesFolder === undefined ? null : realpathSync(dependenciesFolder),
    stallMs: stallMs ?? Math.min(STALL_MS.longest, Math.max(STALL_MS.shortest, budgetMs / 4)),
    bootMs: BOOT_MS,
  })
  return {
    runTrigger: (triggerId, handler, event, options = {}) =>
      guarded(() => {
        const run = { tenant, pool, triggerId, handler, event, options }
        return runTrigger({ ...run, budgetMs: budgetOf(triggerId, budgetMs) })
      }),
    resumeTrigger: (suspension, event) => {
      const { triggerId, handler } = suspension
      const options = { canRedirect: true }
      const run = { tenant, pool, triggerId, handler, event, budgetMs, options }
      return guarded(() => resumeTrigger(run, suspension))
    },
    async stop() {
      await pool.stop()
      certificate.remove()
    },
  }
}

const budgetOf = (triggerId: string, budgetMs: number): number =>
  triggerId === 'event-stream' ? Math.min(budgetMs, ACTION_LIMIT_VALUES.eventStreamMs) : budgetMs

/** `NODE_EXTRA_CA_CERTS` takes a file only. */
function storeCertificate(pem: string | undefined): { file: string | null; remove(): void } {
  if (pem === undefined) return { file: null, remove: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'local-tenant-'))
  const file = join(folder, 'certificate.pem')
  writeFileSync(file, pem)
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

async function guarded(run: () => Promise<TriggerOutcome>): Promise<TriggerOutcome> {
  try {
    return await run()
  } catch (error) {
    return failed(error)
  }
}

/** Only where the event itself cannot be handed over, for instance because it refers to itself. */
function failed(error: unknown): TriggerOutcome {
  const message = `[local tenant] ${error instanceof Error ? error.message : String(error)}`
  const refusal = { kind: 'failed' as const, actionName: '', message, timedOut: false }
  return { ...outcomeOf(null, noWrites()), refusal }
}
