import type { Membership, Tenant } from './store.ts'

export const findMembership = (
  tenant: Tenant,
  organizationId: string,
  userId: string,
): Membership | undefined =>
  tenant.state.memberships.find(
    ({ organization_id, user_id }) => organization_id === organizationId && user_id === userId,
  )
