import type { Management } from 'auth0'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** @throws UserFault for one that the tenant does not take, as by a connection that is no more the organization's */
export async function createInvitation(
  { management }: Tools,
  organization: string,
  body: Management.CreateOrganizationInvitationRequestContent,
): Promise<Management.OrganizationInvitation> {
  try {
    return await management.organizations.invitations.create(organization, body)
  } catch (error) {
    if (statusIn(error) !== 400) throw error
    throw new UserFault([REFUSED])
  }
}

// What Auth0 says of it may hold the address.
const REFUSED: Fault = {
  code: 'invitation_refused',
  message: 'the tenant does not take the invitation, and an open one stays',
  fix: 'enable its connection in the organization and give its application an `initiate_login_uri`, or invite anew without that connection',
}
