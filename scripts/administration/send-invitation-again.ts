import type { Management } from 'auth0'
import { grantableRoles } from './grantable-roles.ts'
import {
  INVITATION_HOURS,
  type InvitationContent,
  invite,
  readInvitations,
  type Sealing,
} from './invitations.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import type { Tools } from './tools.ts'

export type InvitationToRepeat = {
  readonly organization?: string
  readonly invitation: string
  /** Shown in the new e-mail as who invites. */
  readonly inviter: string
}

/**
 * Sends an open invitation once more, for as long as it was open at first: the same address, application,
 * connection and roles, with a grant of its own. The new one takes its place.
 * @throws NotPermitted; also for an invitation that is not there, or of another organization, and for one with
 *   a role that the rulebook does not let administrators give
 * @throws UserFault for an address, or a key, that cannot be used, where nobody could accept it, and where the
 *   tenant does not take it
 */
export const sendInvitationAgain = (
  tools: Tools,
  actor: Actor,
  { invitation, ...request }: InvitationToRepeat,
  sealing: Sealing,
): Promise<Receipt> =>
  invite(tools, actor, request, sealing, async (organization) => {
    const open = await readInvitations(tools, organization)
    const former = open.find(({ id }) => id === invitation)
    if (former === undefined) throw new NotPermitted()
    if (!(await givesOnlyGrantable(tools, former))) throw new NotPermitted()
    return contentOf(former)
  })

async function givesOnlyGrantable(
  tools: Tools,
  { roles = [] }: Management.OrganizationInvitation,
): Promise<boolean> {
  if (roles.length === 0) return true
  const ids = [...(await grantableRoles(tools)).values()]
  return roles.every((role) => ids.includes(role))
}

function contentOf(former: Management.OrganizationInvitation): InvitationContent {
  const { client_id = '', connection_id, roles, app_metadata, user_metadata } = former
  return {
    address: former.invitee?.email ?? '',
    hours: hoursOf(former),
    client_id,
    ...(connection_id === undefined ? {} : { connection_id }),
    ...(roles === undefined || roles.length === 0 ? {} : { roles }),
    ...(app_metadata === undefined ? {} : { app_metadata }),
    ...(user_metadata === undefined ? {} : { user_metadata }),
  }
}

function hoursOf({ created_at = '', expires_at = '' }: Management.OrganizationInvitation): number {
  const ms = Date.parse(expires_at) - Date.parse(created_at)
  return Number.isNaN(ms) ? INVITATION_HOURS : ms / 3_600_000
}
