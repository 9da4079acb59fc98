import { boundActions } from '../../gateway/net-effect.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'

/** Names of the Actions that a trigger runs, in their order; none for a trigger nobody read. */
export const boundTo = (actual: GuardedTenant, trigger: string): readonly string[] =>
  boundActions(
    actual.resources.find(({ type, name }) => type === 'triggers' && name === trigger)?.value ?? {},
  )
