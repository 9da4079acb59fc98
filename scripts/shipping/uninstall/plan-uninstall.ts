import type { TenantAccess } from '../../auth0/tenant-access.ts'
import {
  guardedTrigger,
  HANDLERS,
  isBoundToTrigger,
  isOurTrigger,
} from '../../bundle/bundle-action.ts'
import { actionOf } from '../../bundle/find-actions.ts'
import { below, CallRefused, get, isAbsent, isSuccess } from '../../gateway/call.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { demandList, openSnapshot } from '../../gateway/tenant-snapshot.ts'
import { isObject, textOf } from '../../ground/json-value.ts'
import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import type { ExportFile } from '../../state/erase-records.ts'
import { boundTo } from '../restore/bound-to.ts'
import type { Session } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { guardsIn } from '../tenant-state/guards-in.ts'

type Named = { readonly id: string; readonly name: string }

/** What of a tenant is the guard's, and what stays of what it is bound among; in the order in which it goes. */
export type UninstallPlan = {
  readonly bindings: readonly {
    readonly trigger: string
    readonly before: readonly string[]
    readonly after: readonly string[]
  }[]
  /** Streams of events whose Action is a guard. */
  readonly streams: readonly Named[]
  readonly actions: readonly Named[]
  /** Those that somebody named; the one that this command signs in with comes last. */
  readonly clients: readonly Named[]
  /** Ids of clients that somebody named and the tenant has not. */
  readonly unknownClients: readonly string[]
}

/** What is to be taken out, as the tenant is. */
export type Uninstall = {
  readonly session: Session
  readonly actual: GuardedTenant
  readonly plan: UninstallPlan
  readonly erasure: (ExportFile & { readonly people: number }) | null
}

/** The client that this command signs in with, where it goes too. */
export const ownClients = ({ session: { access }, plan }: Uninstall): UninstallPlan['clients'] =>
  plan.clients.filter(({ id }) => id === access.credentials.clientId)

/** Triggers by whose lists of bindings a guard runs. */
export const GUARDED_TRIGGERS: readonly string[] = Object.keys(HANDLERS).filter(
  (trigger) => isOurTrigger(trigger) && isBoundToTrigger(trigger),
)

/** Whether a guard of this tenant is switched on by streams, which need scopes of their own. */
export const hearsEvents = (tenant: GuardedTenant): boolean =>
  guardsIn(tenant).some(({ name }) => guardedTrigger(name) === 'event-stream')

/** @throws UserFault for a client that is an application of people */
export async function planUninstall(
  { port, credentials }: Pick<TenantAccess, 'port' | 'credentials'>,
  tenant: GuardedTenant,
  clientIds: readonly string[],
): Promise<UninstallPlan> {
  const guards = guardsIn(tenant)
  const bindings = GUARDED_TRIGGERS.flatMap((trigger) => {
    const before = boundTo(tenant, trigger)
    const after = before.filter((name) => guardedTrigger(name) === null)
    return after.length === before.length ? [] : [{ trigger, before, after }]
  })
  const own = credentials.clientId
  const ordered = [...new Set(clientIds)].toSorted(
    (one, other) => +(one === own) - +(other === own),
  )
  const clients = await Promise.all(ordered.map((id) => readClient(port, id)))
  refuseFaults(clients.flatMap((client) => (client === null ? [] : client.faults)))
  return {
    bindings,
    streams: hearsEvents(tenant) ? await streamsOf(port, guards) : [],
    actions: guards.map(({ id, name }) => ({ id, name })),
    clients: clients.flatMap((one) => (one === null ? [] : [{ id: one.id, name: one.name }])),
    unknownClients: ordered.filter((_id, index) => clients[index] === null),
  }
}

/** Whether nothing of it is in the tenant. */
export const isEmptyUninstall = ({ bindings, streams, actions, clients }: UninstallPlan): boolean =>
  bindings.length + streams.length + actions.length + clients.length === 0

async function streamsOf(port: TenantPort, guards: readonly Named[]): Promise<readonly Named[]> {
  const streams = await demandList(openSnapshot(port), get('/event-streams', { take: '50' }))
  return streams
    .filter((stream) => guards.some(({ id }) => id === actionOf(stream)))
    .map(({ id, name }) => ({ id: textOf(id), name: textOf(name) }))
}

/** Null where there is none: deleted by a run that was interrupted, or never there. */
async function readClient(
  port: TenantPort,
  id: string,
): Promise<(Named & { readonly faults: readonly Fault[] }) | null> {
  const call = get(below('/clients', id), {
    fields: 'client_id,name,app_type',
    include_fields: 'true',
  })
  const answer = await port(call)
  if (isAbsent(answer)) return null
  if (!isSuccess(answer) || !isObject(answer.body)) throw new CallRefused(call, answer)
  const { name, app_type: type } = answer.body
  const client = { id, name: textOf(name) }
  return {
    ...client,
    faults: type === 'non_interactive' ? [] : [notOfMachines(client, textOf(type))],
  }
}

const notOfMachines = ({ id, name }: Named, type: string): Fault => ({
  code: 'client_not_machine',
  message: `\`${id}\` is \`${name}\`, an application of the type \`${type || 'unknown'}\`: no client that the guard or a deploy signs in with`,
  fix: 'name the ids of machine-to-machine clients with `--clients`',
})
