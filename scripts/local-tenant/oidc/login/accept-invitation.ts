import { publishMember, publishMemberRoles } from '../../events/publish-member.ts'
import { publishUser } from '../../events/publish-user.ts'
import { findMembership } from '../../find-membership.ts'
import type { Invitation, Tenant, User } from '../../store.ts'
import { readSwitch } from '../../switch-positions.ts'

/**
 * Auth0's one comparison of the invited address.
 * @fact Whether it was accepted or failed, the invitation is gone afterwards. (Auth0 support,
 * invitations that disappear; read 2026-11-22; switch invitationUsesSession)
 */
export function acceptInvitation(
  tenant: Tenant,
  invitation: Invitation,
  user: User,
  facts: { connectionId: string | undefined; signedUp: boolean },
): 'accepted' | 'refused' {
  tenant.state.invitations.delete(invitation.id)
  const bound = invitation.connection_id
  if (bound !== undefined && bound !== facts.connectionId) return 'refused'
  if (!isInvitedAddress(tenant, invitation.invitee.email, user.email)) return 'refused'
  joinOrganization(tenant, invitation, user)
  markAccepted(tenant, invitation, user, facts.signedUp)
  return 'accepted'
}

function isInvitedAddress(tenant: Tenant, invited: string, actual: string | undefined): boolean {
  if (actual === undefined) return false
  if (readSwitch(tenant, 'invitationComparesCase')) return actual === invited
  return actual.toLowerCase() === invited.toLowerCase()
}

function joinOrganization(tenant: Tenant, invitation: Invitation, user: User): void {
  const membership = findMembership(tenant, invitation.organization_id, user.user_id)
  if (membership === undefined) {
    const { organization_id, roles } = invitation
    const member = { organization_id, user_id: user.user_id, roles: [...roles] }
    tenant.state.memberships.push(member)
    publishMember(tenant, 'added', member)
    publishMemberRoles(tenant, 'assigned', member, roles)
    return
  }
  const added = invitation.roles.filter((id) => !membership.roles.includes(id))
  membership.roles = [...new Set([...membership.roles, ...added])]
  publishMemberRoles(tenant, 'assigned', membership, added)
}

function markAccepted(tenant: Tenant, invitation: Invitation, user: User, signedUp: boolean): void {
  if (signedUp || readSwitch(tenant, 'invitationMetadataReachesExisting')) {
    user.app_metadata = { ...user.app_metadata, ...invitation.app_metadata }
    user.user_metadata = { ...user.user_metadata, ...invitation.user_metadata }
  }
  user.verified_by_invitation = true
  if (signedUp || !user.email_verified) {
    user.email_verified = true
    user.updated_at = new Date(tenant.clock.now()).toISOString()
  }
  publishUser(tenant, 'updated', user)
}
