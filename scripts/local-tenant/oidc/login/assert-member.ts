import { errors } from 'oidc-provider'
import { findMembership } from '../../find-membership.ts'
import type { Organization, Tenant } from '../../store.ts'
import { refused } from './token-refusal.ts'

/** What Auth0 tells whoever is not, or no longer, a member. */
const notAMember = (organization: Organization, userId: string): string =>
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

/**
 * The same check at a login, for whoever is no member yet.
 * @param mayJoin the connection makes members of whoever comes through it
 * @throws errors.AccessDenied
 */
export function assertMayJoin(mayJoin: boolean, organization: Organization, userId: string): void {
  if (!mayJoin) throw new errors.AccessDenied(notAMember(organization, userId))
}
