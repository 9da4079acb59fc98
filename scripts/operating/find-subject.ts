import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { textOf } from '../ground/json-value.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { LOG_SCOPES, type RefusedSubject, subjectOf } from './refused-subject.ts'

const PAGE = 100
/** The log holds what came in the same minute, and a busy tenant has many of these. */
const MOST_PAGES = 20
const MINUTE_MS = 60_000

/**
 * Reads back from the end of the log to the minute of the refusal, and no further.
 * @returns null where no entry holds this reference
 * @throws UserFault without credentials or scopes, and as the tenant refuses
 */
export async function findSubject(
  environment: string,
  text: string,
  atMs: number,
  { root, environmentVariables }: Surroundings,
): Promise<RefusedSubject | null> {
  const reference = /\b[0-9a-z]{26}\b/i.exec(text)?.[0].toLowerCase() ?? ''
  const project = await loadProject(root, environment)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, LOG_SCOPES)
  const management = managementClient(access)
  return asking(access.address.domain, 'reading the log', async () => {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const { data } = await management.logs.list({ sort: 'date:-1', per_page: PAGE, page })
      const found = data.find(({ description }) =>
        textOf(description).toLowerCase().includes(reference),
      )
      if (found !== undefined) return subjectOf(found)
      const last = Date.parse(textOf(data.at(-1)?.date))
      if (data.length < PAGE || last < atMs - MINUTE_MS) return null
    }
    return null
  })
}
