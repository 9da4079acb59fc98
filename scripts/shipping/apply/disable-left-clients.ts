import type { TenantAccess } from '../access/tenant-access.ts'
import type { Plan } from '../plan/plan.ts'
import { type DesiredTenant, keyOf } from '../tenant-state/resource.ts'

/**
 * Takes a connection's last clients away where git wants none: the Deploy CLI takes an empty list
 * for no list at all and leaves them enabled.
 */
export async function disableLeftClients(
  { management }: TenantAccess,
  plan: Plan,
  desired: DesiredTenant,
  onStep: (line: string) => void,
): Promise<void> {
  for (const change of plan.changes) {
    const isConnection = change.type === 'connections' || change.type === 'databases'
    if (change.kind !== 'update' || !isConnection) continue
    const key = `${change.type}/${change.name}`
    const wanted = desired.resources.find((resource) => keyOf(resource) === key)?.value
    const isEmptied = Array.isArray(wanted?.enabled_clients) && wanted.enabled_clients.length === 0
    if (!isEmptied) continue
    onStep(`disabling ${change.name} for all clients`)
    const left: { client_id: string; status: boolean }[] = []
    for await (const { client_id } of await management.connections.clients.get(change.id)) {
      left.push({ client_id, status: false })
    }
    if (left.length > 0) await management.connections.clients.update(change.id, left)
  }
}
