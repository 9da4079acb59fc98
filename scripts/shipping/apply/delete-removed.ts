import { type ManagementClient, ManagementError } from 'auth0'
import type { TenantAccess } from '../access/tenant-access.ts'
import type { Plan } from '../plan/plan.ts'
import type { ResourceType } from '../tenant-state/resource.ts'

type Deletion = (management: ManagementClient, id: string) => Promise<unknown>

/** What refers to others goes before what it refers to. */
const IN_ORDER: readonly (readonly [ResourceType, Deletion])[] = [
  // Without `force`: an Action that is bound after all is refused by the tenant.
  ['actions', ({ actions }, id) => actions.delete(id)],
  ['clientGrants', ({ clientGrants }, id) => clientGrants.delete(id)],
  ['organizations', ({ organizations }, id) => organizations.delete(id)],
  ['connections', ({ connections }, id) => connections.delete(id)],
  ['databases', ({ connections }, id) => connections.delete(id)],
  ['roles', ({ roles }, id) => roles.delete(id)],
  ['clients', ({ clients }, id) => clients.delete(id)],
  ['resourceServers', ({ resourceServers }, id) => resourceServers.delete(id)],
]

/** The deletions of the plan, one by one and by id. The Deploy CLI is never allowed to delete. */
export async function deleteRemoved(
  { management }: TenantAccess,
  plan: Plan,
  onStep: (line: string) => void,
): Promise<void> {
  for (const [type, remove] of IN_ORDER) {
    for (const change of plan.changes) {
      if (change.kind !== 'delete' || change.type !== type) continue
      onStep(`deleting ${type}/${change.name}`)
      await remove(management, change.id).catch(unlessGone)
    }
  }
}

// It went with something else, or an interrupted deploy had got this far.
function unlessGone(error: unknown): void {
  if (!(error instanceof ManagementError && error.statusCode === 404)) throw error
}
