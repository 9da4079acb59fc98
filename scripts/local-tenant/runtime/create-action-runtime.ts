import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tenant } from '../store.ts'
import { ActionPool } from './action-pool.ts'
import { noWrites, outcomeOf } from './collected-writes.ts'
import { runTrigger } from './run-trigger.ts'
import type { ActionRuntime, TriggerOutcome } from './trigger-outcome.ts'

export type ActionRuntimeOptions = {
  /** PEM that Action processes trust beside the public authorities. */
  certificate?: string
  /** Budget of one trigger, all its Actions together (ms, the machine's time); Auth0's is 20,000. */
  timeoutMs?: number
  /** Limit of one Action process's JavaScript heap (MB). Auth0's is not published. */
  heapMb?: number
}

const TIMEOUT_MS = 20_000
const HEAP_MB = 256
const BOOT_MS = 30_000
/** Long enough for a slow synchronous step, short enough for whoever is stuck behind it. */
const STALL_MS = { longest: 1000, shortest: 100 }

/** Executes the code text that was uploaded to and deployed in this tenant. */
export function createActionRuntime(
  tenant: Tenant,
  options: ActionRuntimeOptions = {},
): ActionRuntime {
  const budgetMs = options.timeoutMs ?? TIMEOUT_MS
  const certificate = storeCertificate(options.certificate)
  const pool = new ActionPool({
    heapMb: options.heapMb ?? HEAP_MB,
    certificateFile: certificate.file,
    stallMs: Math.min(STALL_MS.longest, Math.max(STALL_MS.shortest, budgetMs / 4)),
    bootMs: BOOT_MS,
  })
  return {
    async runTrigger(triggerId, handler, event) {
      try {
        return await runTrigger({ tenant, pool, triggerId, handler, event, budgetMs })
      } catch (error) {
        return failed(error)
      }
    },
    async stop() {
      await pool.stop()
      certificate.remove()
    },
  }
}

/** `NODE_EXTRA_CA_CERTS` takes a file only. */
function storeCertificate(pem: string | undefined): { file: string | null; remove(): void } {
  if (pem === undefined) return { file: null, remove: () => {} }
  const folder = mkdtempSync(join(tmpdir(), 'local-tenant-'))
  const file = join(folder, 'certificate.pem')
  writeFileSync(file, pem)
  return { file, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Only where the event itself cannot be handed over, for instance because it refers to itself. */
function failed(error: unknown): TriggerOutcome {
  const message = `[local tenant] ${error instanceof Error ? error.message : String(error)}`
  const refusal = { kind: 'failed' as const, actionName: '', message, timedOut: false }
  return { ...outcomeOf(null, noWrites()), refusal }
}
