import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { type LockMatch, matchLock } from '../administration/match-lock.ts'
import { addressUnacceptable } from '../administration/sign-permission.ts'
import { asking } from '../auth0/asking.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults, UserFault } from '../ground/user-fault.ts'
import { equivalentDomainsIn } from '../project/bake-rulebook.ts'
import { openKeyedTenant } from '../project/open-keyed-tenant.ts'
import { listTenantNames } from '../project/resolve-names.ts'
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
  surroundings: Surroundings,
): Promise<Answer> {
  const { environmentVariables, nowMs } = surroundings
  const { OG_NEW_ADDRESS: address = '' } = environmentVariables
  refuseFaults([
    ...(given.user === '' ? [recordOptionMissing('--user')] : []),
    ...(given.organization === '' ? [recordOptionMissing('--organization')] : []),
    ...(address === '' ? [recordOptionMissing('OG_NEW_ADDRESS')] : []),
  ])
  const opened = await openKeyedTenant(given.environment, surroundings, ADDRESS_SCOPES)
  const { project, keyring, tenantId, access, management } = opened
  const read = readPersonAddress(address, keyring, tenantId, equivalentDomainsIn(project))
  if (read.kind !== 'usable') throw new UserFault([addressUnacceptable])
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
