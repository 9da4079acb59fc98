import type { ManagementClient } from 'auth0'
import type { EvidenceCollector } from './invitation-evidence.ts'
import type { JoinedOrganization } from './judge-backfill.ts'

/** Least of a request that reads many. */
const PER_PAGE = 100
/**
 * @fact A search of the tenant log ends after 1,000 entries. (Auth0 docs, retrieve logs by search;
 * read 2026-11-28)
 */
const MOST_LOG_PAGES = 10

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

/** Accepted invitations that the tenant's log still has. @returns whether there are more */
export async function readAcceptances(
  management: ManagementClient,
  evidence: EvidenceCollector,
): Promise<boolean> {
  let page = await management.logs.list({
    search: 'type:"si"',
    sort: 'date:-1',
    per_page: PER_PAGE,
    include_totals: true,
  })
  for (let read = 1; ; read += 1) {
    for (const entry of page.data) evidence.addLogEntry(entry)
    if (!page.hasNextPage()) return false
    if (read === MOST_LOG_PAGES) return true
    page = await page.getNextPage()
  }
}
