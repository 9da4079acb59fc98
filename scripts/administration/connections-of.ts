import type { Management } from 'auth0'
import type { Tools } from './tools.ts'

const PER_PAGE = 100

/** The connections by which an organization lets its people in. */
export async function connectionsOf(
  { management }: Pick<Tools, 'management'>,
  organization: string,
): Promise<readonly Management.OrganizationConnection[]> {
  const found: Management.OrganizationConnection[] = []
  for (let page = 0; ; page += 1) {
    const { data } = await management.organizations.enabledConnections.list(organization, {
      page,
      per_page: PER_PAGE,
    })
    found.push(...data)
    if (data.length < PER_PAGE) return found
  }
}
