import type { Keyring } from '../../actions/records/keyring.ts'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { listTenantNames, type NameList } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { demandPersonRecords, type PersonRecords, writeRecord } from './person-records.ts'

export const DESK_SCOPES = ['read:clients', 'read:connections', 'read:organizations', 'read:users']

/** What an operator has at hand: the person's records, and how to write them. */
export type Desk = {
  readonly project: Project
  readonly keyring: Keyring
  readonly names: NameList
  readonly records: PersonRecords
  readonly readAgain: () => Promise<PersonRecords>
  readonly write: (key: Parameters<typeof writeRecord>[2], record: unknown) => Promise<void>
}

export async function openDesk(
  environment: string,
  userId: string,
  { root, environmentVariables }: Surroundings,
): Promise<Desk> {
  const project = await loadProject(root, environment)
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, DESK_SCOPES)
  const { address } = access
  const management = managementClient(access)
  const readAgain = () =>
    asking(address.domain, 'reading the person', () =>
      demandPersonRecords(management, keyring, tenantIdOf(project), userId),
    )
  const names = await asking(address.domain, 'reading names', () => listTenantNames(management))
  const write: Desk['write'] = async (key, record) => {
    assertScopes(access, ['update:users'])
    await asking(address.domain, 'writing the record', () =>
      writeRecord(management, userId, key, record),
    )
  }
  return { project, keyring, names, records: await readAgain(), readAgain, write }
}
