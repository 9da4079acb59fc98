/**
 * What people may do with people, for a back end that has its own pages: every operation takes who acts, proven by
 * a token, and refuses whatever is outside of their organization. It needs the `auth0` SDK and `jose`.
 * @module
 */
export { declineAddress, requestAddress } from './address-request.ts'
export { approveRebind, REBIND_HOURS } from './approve-rebind.ts'
export { auditFile } from './audit-file.ts'
export { type AuditEntry, type AuditLine, type AuditLog, nextLine } from './audit-log.ts'
export {
  type BlockRequest,
  blockMember,
  liftSuspension,
  suspendPerson,
  unblockMember,
} from './block-member.ts'
export { changeProfile, type ProfileChanges } from './change-profile.ts'
export { confirmAddress } from './confirm-address.ts'
export { deprovisionPerson } from './deprovision-person.ts'
export { eraseOneself, erasePerson } from './erase-person.ts'
export { exportOneself, exportPerson } from './export-person.ts'
export type { OfMember } from './find-within-reach.ts'
export { grantAddress } from './grant-address.ts'
export {
  INVITING_SCOPES,
  listInvitations,
  type Sealing,
  sendInvitation,
  withdrawInvitation,
} from './invitations.ts'
export { mayMoveLock } from './judge-move.ts'
export { TOMBSTONE_SCOPES } from './keep-tombstones.ts'
export { liftPasswordBlock } from './lift-password-block.ts'
export { liftTenantBlock } from './lift-tenant-block.ts'
export { listMembers, type Member, type MemberPage, readMember } from './list-members.ts'
export { listOrganizations } from './list-organizations.ts'
export { readMemberProfile } from './member-profile.ts'
export { NotPermitted } from './not-permitted.ts'
export { type OwnAccount, readOwnAccount } from './own-account.ts'
export { type Actor, proveActor, signInOf, type TokenDemands } from './prove-actor.ts'
export type { Receipt } from './receipt.ts'
export { hasRecentSignIn, RECENT_SIGN_IN_MS } from './recent-sign-in.ts'
export { relockMember } from './relock-member.ts'
export { removeMember } from './remove-member.ts'
export { REVOKING_SCOPES } from './revoke-access.ts'
export { type InvitationToRepeat, sendInvitationAgain } from './send-invitation-again.ts'
export { sendOwnPasswordReset, sendPasswordReset } from './send-password-reset.ts'
export { ADMINISTRATION_SCOPES, type AdministrationSettings, type Tools } from './tools.ts'
