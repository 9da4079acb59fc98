import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { type LockMatch, matchLock } from '../administration/match-lock.ts'
import { addressUnacceptable } from '../administration/sign-permission.ts'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT, refuseFaults, UserFault } from '../ground/failures.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { equivalentDomainsIn } from '../project/bake-rulebook.ts'
import { loadProject } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { demandPersonRecords } from '../state/person-records.ts'
import { organizationId, recordOptionMissing } from '../state/record-options.ts'

export const ADDRESS_SCOPES: readonly string[] = [
  'read:clients',
  'read:connections',
  'read:organizations',
  'read:users',
]

const MATCHES: Readonly<Record<LockMatch, string>> = {
  matches: 'yes',
  differs: 'no',
  none: 'no lock',
  unreadable: 'unreadable lock',
}

/**
 * Whether the address in `OG_NEW_ADDRESS` is the one that is locked for a person in an organization.
 * It is compared as the guard compares, and printed nowhere.
 * @throws UserFault for what is missing, unknown or no address
 */
export async function testAddress(
  given: { readonly environment: string; readonly user: string; readonly organization: string },
  { root, environmentVariables, nowMs }: Surroundings,
): Promise<Answer> {
  const { OG_NEW_ADDRESS: address = '' } = environmentVariables
  refuseFaults([
    ...(given.user === '' ? [recordOptionMissing('--user')] : []),
    ...(given.organization === '' ? [recordOptionMissing('--organization')] : []),
    ...(address === '' ? [recordOptionMissing('OG_NEW_ADDRESS')] : []),
  ])
  const project = await loadProject(root, given.environment)
  const keyring = openKeyring(project, environmentVariables)
  const tenantId = tenantIdOf(project)
  const read = readPersonAddress(address, keyring, tenantId, equivalentDomainsIn(project))
  if (read.kind !== 'usable') throw new UserFault([addressUnacceptable])
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, ADDRESS_SCOPES)
  const management = managementClient(access)
  const { domain } = access.address
  const { organization, lock } = await asking(domain, 'reading the person', async () => ({
    organization: organizationId(await listTenantNames(management), given.organization),
    lock: (await demandPersonRecords(management, keyring, tenantId, given.user)).lock,
  }))
  const match = MATCHES[matchLock(lock, read, organization, nowMs())]
  return {
    exit: match === 'yes' ? EXIT.ok : EXIT.differences,
    json: { match },
    text: lines(match),
  }
}
