import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import { EVENT_SCOPES } from '../explain/event-from-tenant.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { demandPersonRecords } from '../state/person-records.ts'
import { showRecords } from '../state/render-records.ts'
import { imagineLogins } from './imagine-logins.ts'
import { lastRefusals } from './last-refusals.ts'
import { organizationNameIn } from './operating.ts'
import { type Inspection, renderInspection } from './render-inspection.ts'

export const INSPECTION_SCOPES: readonly string[] = [
  ...new Set([...EVENT_SCOPES, 'read:logs', 'read:logs_users']),
].toSorted()

/** @throws UserFault for nobody known, without scopes or keys, and as the tenant refuses */
export async function inspectPerson(
  { environment, user }: { readonly environment: string; readonly user: string },
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, environmentVariables, nowMs } = surroundings
  const project = await loadProject(root, environment)
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, INSPECTION_SCOPES)
  const management = managementClient(access)
  const tenantId = tenantIdOf(project)
  const inspection = await asking(
    access.address.domain,
    'reading the person',
    async (): Promise<Inspection> => {
      const records = await demandPersonRecords(management, keyring, tenantId, user)
      const names = await listTenantNames(management)
      const nameOf = organizationNameIn(names)
      const memberships: string[] = []
      for await (const { id = '' } of await management.users.organizations.list(user)) {
        memberships.push(nameOf(id))
      }
      const person = { userId: user, memberships }
      const imagined = await imagineLogins(management, { project, names }, person, surroundings)
      const { blocked_for = [] } = await management.userBlocks.list(user)
      return {
        ...showRecords(records, nameOf, keyring, tenantId, nowMs()),
        isBlockedByTenant: records.isBlockedByTenant,
        passwordBlocks: blocked_for.length,
        memberships,
        refusals: await lastRefusals(management, keyring, user),
        now: imagined.answers,
        leftOut: imagined.leftOut,
      }
    },
  )
  return { exit: EXIT.ok, json: inspection, text: renderInspection(inspection) }
}
