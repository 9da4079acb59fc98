import { storedBlocks } from '../../actions/records/block-record.ts'
import { auditedIds } from '../administration/audited-id.ts'
import { auditPathOf } from '../administration/open-administration.ts'
import { asking } from '../auth0/asking.ts'
import { EVENT_SCOPES } from '../explain/event-from-tenant.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { openKeyedTenant } from '../project/open-keyed-tenant.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { demandPersonRecords } from '../state/person-records.ts'
import { showRecords } from '../state/render-records.ts'
import { imagineLogins } from './imagine-logins.ts'
import { lastRefusals } from './last-refusals.ts'
import { organizationNameIn } from './operating.ts'
import { type Inspection, renderInspection } from './render-inspection.ts'
import { whoBlocked } from './who-blocked.ts'

export const INSPECTION_SCOPES: readonly string[] = [
  ...new Set([...EVENT_SCOPES, 'read:logs', 'read:logs_users']),
].toSorted()

export type Inspected = {
  readonly environment: string
  readonly user: string
  /** File of the audit; empty for where `members` writes it. */
  readonly audit: string
}

/** @throws UserFault for nobody known, without scopes or keys, and as the tenant refuses */
export async function inspectPerson(
  { environment, user, audit }: Inspected,
  surroundings: Surroundings,
): Promise<Answer> {
  const opened = await openKeyedTenant(environment, surroundings, INSPECTION_SCOPES)
  const { project, keyring, tenantId, access, management } = opened
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
      const shown = showRecords(records, nameOf, keyring, tenantId, surroundings.nowMs())
      const auditPath = auditPathOf(surroundings.root, environment, audit)
      const ids = auditedIds({ keyring, tenantId }, user)
      const by = await whoBlocked(auditPath, ids, storedBlocks(records.storedBlocks) ?? [])
      return {
        ...shown,
        blocks: shown.blocks?.map((block, at) => ({ ...block, by: by[at] ?? null })) ?? null,
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
