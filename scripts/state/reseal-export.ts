import { resolve } from 'node:path'
import type { ManagementClient } from 'auth0'
import type { Keyring } from '../../actions/records/keyring.ts'
import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { TenantAddress } from '../auth0/tenant-fetch.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import type { Project } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { findPersonRecords, writeRecord } from './person-records.ts'
import { readExport } from './read-export.ts'
import { type Left, type ResealDesk, type Resealed, resealPeople } from './reseal-people.ts'
import { surveyPeople } from './survey-people.ts'

export const RESEAL_SCOPES = [
  'read:clients',
  'read:connections',
  'read:organizations',
  'read:users',
  'update:users',
]

/**
 * Moves every record that an export shows behind to the signing key: the export says whom to look at,
 * the tenant what is there.
 * @throws UserFault when a key, the export or the tenant cannot be used; run again, it carries on
 */
export async function resealExport(
  project: Project,
  file: string,
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, environmentVariables, nowMs, progress } = surroundings
  const keyring = openKeyring(project, environmentVariables)
  const { equivalentDomains } = bakeRulebook(project, nowMs()).rulebook
  const tenantId = tenantIdOf(project)
  const { behind } = await surveyPeople(readExport(resolve(root, file), file), keyring, tenantId)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, RESEAL_SCOPES)
  const { address } = access
  const management = managementClient(access)
  const { organizations } = await asking(address.domain, 'reading names', () =>
    listTenantNames(management),
  )
  const userIds = [...new Set(behind.map(({ userId }) => userId))]
  const desk = {
    keyring,
    tenantId,
    equivalentDomains,
    progress,
    ...tenantDesk(address, management, keyring, tenantId),
  }
  const resealed = await resealPeople(userIds, desk)
  const nameOf = (id: string): string => organizations.find((one) => one.id === id)?.name ?? id
  return {
    exit: resealed.left.length === 0 ? EXIT.ok : EXIT.differences,
    json: resealed,
    text: lines(...renderResealed(resealed, nameOf)),
  }
}

const tenantDesk = (
  { domain }: TenantAddress,
  management: ManagementClient,
  keyring: Keyring,
  tenantId: string,
): Pick<ResealDesk, 'read' | 'write'> => ({
  read: (userId) =>
    asking(domain, 'reading a person', () =>
      findPersonRecords(management, keyring, tenantId, userId),
    ),
  write: (userId, record) =>
    asking(domain, 'writing a record', () => writeRecord(management, userId, LOCK_KEY, record)),
})

/** What was done, and whom an operator has to decide about. */
const renderResealed = (
  { written, unchanged, left }: Resealed,
  organizationName: (id: string) => string,
): readonly string[] => [
  `resealed ${written}, unchanged ${unchanged}, left ${left.length}`,
  ...left.map(({ userId, why }) => `left     ${userId}: ${sentenceOf(why, organizationName)}`),
]

function sentenceOf(why: Left['why'], organizationName: (id: string) => string): string {
  if (why.kind === 'refused') return `refused as ${why.reason}`
  const { organizations, identifiers } = why
  return [
    ...(organizations.length === 0
      ? []
      : [
          `another address is locked, needs relock for ${organizations.map(organizationName).join(', ')}`,
        ]),
    ...identifiers.map((identifier) => `another ${identifier} is locked`),
  ].join('; ')
}
