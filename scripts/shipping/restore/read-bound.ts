import type { TenantPort } from '../../gateway/tenant-port.ts'
import { openSnapshot } from '../../gateway/tenant-snapshot.ts'
import { openVirtualTenant } from '../../gateway/virtual-tenant.ts'
import { wouldRun } from '../plan/would-run.ts'

/** Names of the Actions that a trigger runs at this moment, in their order. */
export const readBound = (port: TenantPort, trigger: string): Promise<readonly string[]> =>
  wouldRun(trigger, openVirtualTenant(openSnapshot(port)))
