import type { TenantAccess } from '../access/tenant-access.ts'
import { type JsonObject, objectsIn, textOf } from '../json-value.ts'
import type { Plan } from '../plan/plan.ts'
import { type ActualTenant, type DesiredTenant, keyOf } from '../tenant-state/resource.ts'

/**
 * Changes roles without a moment in which they permit nothing: the Deploy CLI takes all permissions
 * away and gives them back, whatever changed. First what is new, then what goes.
 */
export async function updateRoles(
  { management }: TenantAccess,
  plan: Plan,
  desired: DesiredTenant,
  actual: ActualTenant,
  onStep: (line: string) => void,
): Promise<void> {
  for (const change of plan.changes) {
    if (change.kind !== 'update' || change.type !== 'roles') continue
    const key = `roles/${change.name}`
    const wanted = desired.resources.find((resource) => keyOf(resource) === key)?.value ?? {}
    const existing = actual.resources.find((resource) => keyOf(resource) === key)?.value ?? {}
    onStep(`changing the role ${change.name}`)
    if (wanted.description !== undefined && wanted.description !== existing.description) {
      await management.roles.update(change.id, { description: textOf(wanted.description) })
    }
    if (wanted.permissions === undefined) continue
    const added = without(wanted, existing)
    const removed = without(existing, wanted)
    if (added.length > 0) await management.roles.permissions.add(change.id, { permissions: added })
    if (removed.length > 0) {
      await management.roles.permissions.delete(change.id, { permissions: removed })
    }
  }
}

type Permission = { permission_name: string; resource_server_identifier: string }

function without(role: JsonObject, other: JsonObject): Permission[] {
  const permissionsOf = ({ permissions }: JsonObject): Permission[] =>
    objectsIn(permissions).map((permission) => ({
      permission_name: textOf(permission.permission_name),
      resource_server_identifier: textOf(permission.resource_server_identifier),
    }))
  const held = new Set(permissionsOf(other).map((permission) => JSON.stringify(permission)))
  return permissionsOf(role).filter((permission) => !held.has(JSON.stringify(permission)))
}
