import { boundActions } from '../../gateway/net-effect.ts'
import { listBindings } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'

/** Names of the Actions that a trigger would run. */
export async function wouldRun(trigger: string, tenant: VirtualTenant): Promise<readonly string[]> {
  const path = `/actions/triggers/${trigger}/bindings`
  return boundActions(tenant.form(path) ?? { bindings: await listBindings(tenant, path) })
}
