import type { JsonObject } from '../ground/json-value.ts'
import { type Call, isRead } from './call.ts'
import { createDiffer, type Differ, type DifferSettings } from './create-differ.ts'
import { type Gateway, openGateway } from './gateway.ts'
import { hiddenReads } from './hidden-reads.ts'
import type { KeepSettings } from './kept-back.ts'
import { netEffect, type ResourceEffect } from './net-effect.ts'
import { NOT_COMPARED } from './not-compared.ts'
import type { RehearsedWrite } from './planned-write.ts'
import { createRehearsingWriter } from './rehearsing-writer.ts'
import { type DeployCliRequest, type DeployCliRun, runDeployCli } from './run-deploy-cli.ts'
import { withoutStandIns } from './secret-stand-ins.ts'
import type { TenantPort } from './tenant-port.ts'
import { openSnapshot, type TakenReading } from './tenant-snapshot.ts'
import { openVirtualTenant, type VirtualTenant } from './virtual-tenant.ts'

export type RehearsalSettings = DifferSettings & {
  readonly port: TenantPort
  readonly request: DeployCliRequest
  readonly keep: Omit<KeepSettings, 'assets'>
  readonly onLine?: (line: string) => void
}

/** What the Deploy CLI would do, seen in a run in which nothing was written. */
export type Rehearsal = {
  readonly run: DeployCliRun
  /** What it loaded from the folder, by type. */
  readonly assets: JsonObject
  readonly effects: readonly ResourceEffect[]
  readonly writes: readonly RehearsedWrite[]
  /** All writes that it asked for, needed or not. */
  readonly asked: readonly Call[]
  /** Writes of which nobody here can say what they change. */
  readonly unknown: readonly string[]
  readonly notes: readonly string[]
  readonly readings: readonly TakenReading[]
  readonly tenant: VirtualTenant
  readonly differ: Differ
  /** Why the gateway closed before the end; null when it did not. */
  readonly failure: Error | null
}

/** Its first line says what; those after it what one may do about it with the Deploy CLI. */
const warning = (text: string): string =>
  `the Deploy CLI warns, and what it leaves out is ${NOT_COMPARED}: ${withoutStandIns(text.trim().replace(/\n.*$/s, ''))}`

const misdirected = (run: DeployCliRun): readonly string[] => [
  ...new Set(run.misdirected.map(withoutStandIns)),
]

/** What it warned of, and what it asked beside this tenant. */
const saidOf = (run: DeployCliRun): readonly string[] => [
  ...run.warnings.map(warning),
  ...misdirected(run)
    .filter(isReading)
    .map((name) => `the Deploy CLI was refused \`${name}\`: nothing of this tenant is there`),
]

/** What it would write, and nobody here knows what that does; a refusal is no proof that it does nothing. */
const unknownIn = ({ ledger }: Gateway, run: DeployCliRun): readonly string[] => [
  ...ledger.unknown.map(({ method, path }) => `${method} ${path}`),
  ...misdirected(run).filter((name) => !isReading(name)),
]

const isReading = (name: string): boolean => name.startsWith('GET ')

/** Runs the unmodified Deploy CLI on the folder; its reads go to the tenant, its writes nowhere. */
export async function rehearse(settings: RehearsalSettings): Promise<Rehearsal> {
  const { port, request, keep, standIns, onLine } = settings
  const snapshot = openSnapshot(port)
  const tenant = openVirtualTenant(snapshot)
  const differ = createDiffer(settings)
  const writer = createRehearsingWriter(tenant, standIns)
  const asked: Call[] = []
  let assets: JsonObject = {}
  const gateway: Gateway = openGateway({
    tenant,
    differ,
    keep: { ...keep, assets: () => assets },
    writer,
    conceal: standIns.conceal,
  })
  const run = await runDeployCli(
    request,
    {
      answer: (call) => {
        if (!isRead(call)) asked.push(call)
        return gateway.answer(call)
      },
      onLoaded: (loaded) => {
        assets = loaded
      },
    },
    onLine,
  )
  if (run.failure === null && gateway.failure() === null) await gateway.finish()
  const readings = await snapshot.readings()
  const hidden = hiddenReads(readings, writer.writes)
  const { effects, takenBack } = await netEffect(gateway.ledger, writer.writes, tenant, differ)
  return {
    run,
    assets,
    effects,
    writes: writer.writes,
    asked,
    unknown: [...new Set([...unknownIn(gateway, run), ...takenBack, ...hidden.blind])],
    notes: [...new Set([...gateway.notes, ...saidOf(run), ...hidden.notes])],
    readings,
    tenant,
    differ,
    failure: gateway.failure(),
  }
}
