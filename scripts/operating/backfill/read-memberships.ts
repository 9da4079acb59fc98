import type { ManagementClient } from 'auth0'
import type { EvidenceCollector } from './invitation-evidence.ts'
import type { JoinedOrganization } from './judge-backfill.ts'

const PER_PAGE = 100

/** Who is a member of what: the organizations of a person, by user id. */
export type Memberships = ReadonlyMap<string, readonly JoinedOrganization[]>

/**
 * The members and open invitations of every organization. A person takes about 100 bytes.
 * @param told each organization when it was read
 */
export async function readMemberships(
  management: ManagementClient,
  organizations: readonly { readonly id: string; readonly name: string }[],
  evidence: EvidenceCollector,
  nowMs: number,
  told: (name: string) => void,
): Promise<Memberships> {
  const memberships = new Map<string, JoinedOrganization[]>()
  for (const { id, name } of organizations) {
    const { metadata = {} } = await management.organizations.get(id)
    const organization = { id, name, metadata: metadata as Record<string, string> }
    for await (const { user_id: userId } of await management.organizations.members.list(id, {
      take: PER_PAGE,
      fields: 'user_id',
      include_fields: true,
    })) {
      if (userId === undefined) continue
      const known = memberships.get(userId)
      if (known === undefined) memberships.set(userId, [organization])
      else known.push(organization)
    }
    for await (const invitation of await management.organizations.invitations.list(id)) {
      const { invitee, expires_at: expires = '' } = invitation
      if (Date.parse(expires) > nowMs) evidence.addInvitation(id, invitee?.email)
    }
    told(name)
  }
  return memberships
}
