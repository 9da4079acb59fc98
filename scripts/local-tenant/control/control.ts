import { LIMIT_PROFILE_NAMES, type LimitProfileName } from '../limits/limit-profiles.ts'
import { type BucketReport, readLimits, reportBuckets, writeLimits } from '../limits/rate-limits.ts'
import { UPSTREAMS_SETTING } from '../oidc/federation/upstream-address.ts'
import { latestMail, readMails } from '../outbox.ts'
import { type MachineClients, seedMachineClients } from '../seed-machine-clients.ts'
import {
  LATEST_MS,
  parseSnapshot,
  restoreSnapshot,
  type TenantSnapshot,
  takeSnapshot,
} from '../snapshot.ts'
import {
  type ActionExecution,
  type EventDelivery,
  emptyState,
  type InjectedFault,
  type OutboxMail,
  type Tenant,
  type TenantLog,
  type TenantState,
} from '../store.ts'
import { readSwitches, type SwitchPositions, writeSwitches } from '../switch-positions.ts'

/** `times` is 1 when absent; one of `status`, `latencyMs`, `drop` must be there. */
export type NewFault = Omit<InjectedFault, 'id' | 'times'> & { readonly times?: number }

/**
 * What Auth0 does not have: power over the tenant's time, its misfortunes, its mail and its memory.
 * The HTTP routes of the control port call these same functions.
 */
export type Control = {
  /** Epoch ms on the tenant's clock. */
  now(): number
  /** @throws ControlRefusal for anything but a step forward that ends before the year 10000 */
  advance(ms: number): void
  switches(): SwitchPositions
  /** Switches that are not named keep their position. */
  setSwitches(changes: Partial<SwitchPositions>): SwitchPositions
  /** By which plan of Auth0 requests are limited, and what is left of it. */
  limits(): LimitReport
  /** Begins with full buckets; null limits nobody. @throws ControlRefusal */
  setLimits(profile: string | null): LimitReport
  /** Faults are met in the order in which they were added. @throws ControlRefusal */
  addFault(fault: NewFault): InjectedFault
  faults(): readonly InjectedFault[]
  clearFaults(): void
  /** Oldest first; only what went to an address, when one is given. */
  outbox(to?: string): readonly OutboxMail[]
  latestMail(to: string): OutboxMail | undefined
  clearOutbox(): void
  /** Runs of Actions with what they printed, oldest first. */
  executions(): readonly ActionExecution[]
  /** The tenant log, oldest first. */
  logs(): readonly TenantLog[]
  /** Events on their way to streams, and those that failed, oldest first. */
  events(): readonly EventDelivery[]
  /** Resolves when no event is due: all that was set off so far is delivered, or waits for its next try. */
  settleEvents(): Promise<void>
  /** As if just started: the clock too. The machine clients keep their secrets. */
  reset(): void
  snapshot(): TenantSnapshot
  /** @throws SnapshotFault */
  restore(snapshot: unknown): void
}

export type LimitReport = {
  readonly profile: LimitProfileName | null
  readonly buckets: readonly BucketReport[]
}

export class ControlRefusal extends Error {
  override readonly name = 'ControlRefusal'
}

/** Far above what anything is tested with; a number that is larger is a slip. */
const MAX_TIMES = 1_000_000
const MAX_LATENCY_MS = 600_000

export type ControlParts = {
  readonly machineClients: MachineClients
  /** What a reset takes the clock back to. */
  readonly startOffsetMs: number
  /** Called after every change. */
  readonly changed: () => void
  readonly settleEvents: () => Promise<void>
}

export function createControl(
  tenant: Tenant,
  { machineClients, startOffsetMs, changed, settleEvents }: ControlParts,
): Control {
  const { state, clock } = tenant
  const changing =
    <Args extends readonly unknown[], Result>(change: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const result = change(...args)
      changed()
      return result
    }
  return {
    now: () => clock.now(),
    advance: changing((ms: number) => advance(tenant, ms)),
    switches: () => readSwitches(state),
    setSwitches: changing((changes: Partial<SwitchPositions>) => {
      writeSwitches(state, changes)
      return readSwitches(state)
    }),
    limits: () => reportLimits(tenant),
    setLimits: changing((profile: string | null) => {
      writeLimits(tenant, profile === null ? null : asProfile(profile))
      return reportLimits(tenant)
    }),
    addFault: changing((fault: NewFault) => addFault(tenant, fault)),
    faults: () => [...state.faults],
    clearFaults: changing(() => {
      state.faults = []
    }),
    outbox: (to) => readMails(tenant, to),
    latestMail: (to) => latestMail(tenant, to),
    clearOutbox: changing(() => {
      state.outbox = []
    }),
    executions: () => [...state.executions],
    logs: () => [...state.logs],
    events: () => [...state.eventDeliveries],
    settleEvents,
    reset: changing(() =>
      keepUpstreams(state, () => {
        clock.restore(startOffsetMs)
        Object.assign(state, emptyState())
        seedMachineClients(tenant, machineClients)
      }),
    ),
    snapshot: () => takeSnapshot(tenant),
    restore: changing((snapshot: unknown) =>
      keepUpstreams(state, () => restoreSnapshot(tenant, parseSnapshot(snapshot))),
    ),
  }
}

const reportLimits = (tenant: Tenant): LimitReport => ({
  profile: readLimits(tenant),
  buckets: reportBuckets(tenant),
})

function asProfile(name: string): LimitProfileName {
  const known = LIMIT_PROFILE_NAMES.find((one) => one === name)
  if (known !== undefined) return known
  throw new ControlRefusal(`\`profile\` must be null or one of ${LIMIT_PROFILE_NAMES.join(', ')}`)
}

/** Who plays the identity providers is this run's, not the tenant's to forget or to be told. */
function keepUpstreams(state: TenantState, change: () => void): void {
  const upstreams = state.settings.get(UPSTREAMS_SETTING)
  change()
  if (upstreams === undefined) return
  state.settings.set(UPSTREAMS_SETTING, {
    ...state.settings.get(UPSTREAMS_SETTING),
    ...upstreams,
  })
}

function advance({ clock }: Tenant, ms: number): void {
  if (!(Number.isSafeInteger(ms) && ms >= 0)) {
    throw new ControlRefusal('`ms` must be a whole number of milliseconds, 0 or more')
  }
  // Later dates have six digits in their year, which no reader of a date expects.
  if (clock.now() + ms > LATEST_MS) throw new ControlRefusal('the year 9999 is the last')
  clock.advance(ms)
}

function addFault({ state }: Tenant, fault: NewFault): InjectedFault {
  const { path, method, status, latencyMs, drop, times = 1 } = fault
  assertRange('times', times, 1, MAX_TIMES)
  if (status !== undefined) assertRange('status', status, 400, 599)
  if (latencyMs !== undefined) assertRange('latencyMs', latencyMs, 0, MAX_LATENCY_MS)
  if (!path.startsWith('/') && !path.startsWith('*')) {
    throw new ControlRefusal('`path` must begin with `/` or `*`')
  }
  if (status === undefined && latencyMs === undefined && drop !== true) {
    throw new ControlRefusal('a fault needs a `status`, a `latencyMs` or a `drop`')
  }
  state.sequence += 1
  const added: InjectedFault = {
    id: `fault_${state.sequence}`,
    path,
    ...(method === undefined ? {} : { method: method.toUpperCase() }),
    ...(status === undefined ? {} : { status }),
    ...(latencyMs === undefined ? {} : { latencyMs }),
    ...(drop === true ? { drop } : {}),
    times,
  }
  state.faults.push(added)
  return { ...added }
}

function assertRange(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new ControlRefusal(`\`${name}\` must be a whole number from ${least} to ${most}`)
}
