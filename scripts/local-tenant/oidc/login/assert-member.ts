import { findMembership } from '../../find-membership.ts'
import type { Organization, Tenant } from '../../store.ts'
import { refused } from './token-refusal.ts'

/** What Auth0 tells whoever is not, or no longer, a member. */
export const notAMember = (organization: Organization, userId: string): string =>
  `user ${userId} is not part of the ${organization.id} organization`

/**
 * The membership check of the token endpoint.
 * @throws TokenRefusal
 */
export function assertMember(
  tenant: Tenant,
  organization: Organization,
  userId: string,
  error: 'access_denied' | 'invalid_grant' = 'access_denied',
): void {
  if (findMembership(tenant, organization.id, userId) !== undefined) return
  throw refused(error, notAMember(organization, userId))
}
