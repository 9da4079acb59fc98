import { declineAddress, requestAddress } from '../../scripts/administration/address-request.ts'
import { approveRebind } from '../../scripts/administration/approve-rebind.ts'
import {
  blockMember,
  liftSuspension,
  suspendPerson,
  unblockMember,
} from '../../scripts/administration/block-member.ts'
import { changeProfile } from '../../scripts/administration/change-profile.ts'
import { confirmAddress } from '../../scripts/administration/confirm-address.ts'
import { deprovisionPerson } from '../../scripts/administration/deprovision-person.ts'
import { eraseOneself, erasePerson } from '../../scripts/administration/erase-person.ts'
import { exportOneself, exportPerson } from '../../scripts/administration/export-person.ts'
import { grantAddress } from '../../scripts/administration/grant-address.ts'
import {
  listInvitations,
  sendInvitation,
  withdrawInvitation,
} from '../../scripts/administration/invitations.ts'
import { liftPasswordBlock } from '../../scripts/administration/lift-password-block.ts'
import { liftTenantBlock } from '../../scripts/administration/lift-tenant-block.ts'
import { listMembers, readMember } from '../../scripts/administration/list-members.ts'
import { listOrganizations } from '../../scripts/administration/list-organizations.ts'
import { readMemberProfile } from '../../scripts/administration/member-profile.ts'
import { readOwnAccount } from '../../scripts/administration/own-account.ts'
import type { Actor } from '../../scripts/administration/prove-actor.ts'
import { relockMember } from '../../scripts/administration/relock-member.ts'
import { removeMember } from '../../scripts/administration/remove-member.ts'
import { sendInvitationAgain } from '../../scripts/administration/send-invitation-again.ts'
import {
  sendOwnPasswordReset,
  sendPasswordReset,
} from '../../scripts/administration/send-password-reset.ts'
import type { Tools } from '../../scripts/administration/tools.ts'
import { SEALING } from './an-administration.ts'

/** Whom an operation is about, and where. */
export type Place = {
  readonly person: string
  readonly organization?: string
  readonly invitation?: string
}
export type Act = (tools: Tools, actor: Actor, place: Place) => Promise<unknown>
type Acts = Readonly<Record<string, Act>>

export const NEW_ADDRESS = { address: 'new@example.com', hours: 1 }
/** Mails with a link for a new password. */
export const sent: object[] = []
const send = async (mail: object) => sent.push(mail)

/** What is done to a person. Each by the name of its function: a test holds that none is left out. */
export const OF_PEOPLE: Acts = {
  blockMember: (tools, actor, place) => blockMember(tools, actor, { ...place, reason: 'SECURITY' }),
  unblockMember,
  relockMember,
  approveRebind: (tools, actor, place) =>
    approveRebind(tools, actor, { ...place, ...NEW_ADDRESS }, SEALING),
  declineAddress,
  grantAddress: (tools, actor, place) =>
    grantAddress(tools, actor, { ...place, ...NEW_ADDRESS }, SEALING),
  sendPasswordReset: (tools, actor, place) =>
    sendPasswordReset(tools, actor, { ...place, clientId: 'portal' }, send),
  changeProfile: (tools, actor, place) =>
    changeProfile(tools, actor, { ...place, changes: { name: 'Another Name' } }),
  readMember,
  readMemberProfile,
  removeMember,
  deprovisionPerson,
}
/** What is done to a person, in no organization. */
export const OF_ACCOUNTS: Acts = { liftPasswordBlock, listOrganizations, erasePerson }
/** What only an operator of the tenant does. */
export const OF_OPERATORS: Acts = {
  suspendPerson: (tools, actor, place) => suspendPerson(tools, actor, { ...place, reason: 'LEFT' }),
  liftSuspension,
  liftTenantBlock,
  exportPerson,
}
/** What is done to an organization. */
export const OF_ORGANIZATIONS: Acts = {
  listMembers: (tools, actor, place) => listMembers(tools, actor, within(place)),
  listInvitations: (tools, actor, place) => listInvitations(tools, actor, within(place)),
  sendInvitation: (tools, actor, place) =>
    sendInvitation(
      tools,
      actor,
      { address: 'new@example.com', inviter: 'Olivia', clientId: 'portal', ...within(place) },
      SEALING,
    ),
  sendInvitationAgain: (tools, actor, { invitation = 'uinv_2', ...place }) =>
    sendInvitationAgain(tools, actor, { invitation, inviter: 'Olivia', ...within(place) }, SEALING),
  withdrawInvitation: (tools, actor, { invitation = 'uinv_1', ...place }) =>
    withdrawInvitation(tools, actor, { invitation, ...within(place) }),
}
/** What everybody does for themselves, whoever else is named. */
export const OF_ONESELF: Acts = {
  readOwnAccount,
  exportOneself,
  confirmAddress: (tools, actor) => confirmAddress(tools, actor, NEW_ADDRESS),
  requestAddress: (tools, actor) => requestAddress(tools, actor, NEW_ADDRESS),
  sendOwnPasswordReset: (tools, actor) =>
    sendOwnPasswordReset(tools, actor, { clientId: 'portal' }, send),
  eraseOneself,
}

const within = ({ organization }: Place) => (organization === undefined ? {} : { organization })
