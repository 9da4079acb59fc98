import type { ManagementClient } from 'auth0'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { renderTable } from '../ground/printing/render-table.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { organizationId } from './record-options.ts'
import { searchLog, textAt } from './search-log.ts'

export const INVITATION_SCOPES = ['read:logs', 'read:logs_users', 'read:organizations']

/** An invitation that is gone and made nobody a member. */
export type SpentInvitation = {
  /** ISO 8601. */
  readonly at: string
  /** Name, or id, of the organization. */
  readonly organization: string
  /** Addresses, for whoever sends the invitation again; empty where the log does not tell. */
  readonly invited: string
  readonly came: string
  readonly why: string
}

/**
 * Which invitations were used up by whoever was signed in, newest first, out of the tenant's
 * log: Auth0 deletes such an invitation, and tells its administrators nothing.
 * @throws UserFault without the scopes, for an unknown organization, and as Auth0 refuses
 */
export async function listSpentInvitations(
  { environment, organization }: { readonly environment: string; readonly organization: string },
  { root, environmentVariables }: Surroundings,
): Promise<Answer> {
  const project = await loadProject(root, environment)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, INVITATION_SCOPES)
  const { address } = access
  const management = managementClient(access)
  const only =
    organization === ''
      ? null
      : organizationId(
          await asking(address.domain, 'reading names', () => listTenantNames(management)),
          organization,
        )
  const { spent, isCut } = await asking(address.domain, 'reading the log', () =>
    readSpentInvitations(management, only),
  )
  return { exit: EXIT.ok, json: { spent, isCut }, text: renderSpent(spent, isCut) }
}

/** @param organization id of the only one to be listed; null for all */
export async function readSpentInvitations(
  management: ManagementClient,
  organization: string | null,
): Promise<{ readonly spent: readonly SpentInvitation[]; readonly isCut: boolean }> {
  const { entries, isCut } = await searchLog(management, 'fi')
  const spent = entries
    .map(readEntry)
    .filter(({ id }) => organization === null || id === organization)
  return { spent: spent.map(({ invitation }) => invitation), isCut }
}

/**
 * A `fi` entry; what is missing or odd stays empty.
 * @fact An invitation that was used up leaves an entry `fi` of this form in the tenant log.
 * (Auth0's schema of tenant logs; read 2026-08-20)
 */
function readEntry(entry: unknown): { id: string; invitation: SpentInvitation } {
  const id =
    textAt(entry, 'organization_id') ||
    textAt(entry, 'details', 'invitation', 'inviter', 'organization_id')
  const invitation: SpentInvitation = {
    at: textAt(entry, 'date'),
    organization: textAt(entry, 'organization_name') || id,
    invited: textAt(entry, 'details', 'invitation', 'invitee', 'email'),
    came: textAt(entry, 'user_name') || textAt(entry, 'user_id'),
    why: textAt(entry, 'description'),
  }
  return { id, invitation }
}

function renderSpent(spent: readonly SpentInvitation[], isCut: boolean): Lines {
  if (spent.length === 0) return lines('no invitation was used up without making a member')
  return lines(
    renderTable([
      ['when', 'organization', 'invited', 'who came', 'what Auth0 says'],
      ...spent.map(({ at, organization, invited, came, why }) => [
        at,
        organization,
        invited,
        came,
        why,
      ]),
    ]),
    ...(isCut ? ['there are more: the log is searched no further'] : []),
  )
}
