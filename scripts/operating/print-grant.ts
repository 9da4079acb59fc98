import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { INVITATION_HOURS } from '../administration/invitations.ts'
import { signGrant } from '../administration/sign-permission.ts'
import { asking } from '../auth0/asking.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/exit.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { openKeyedTenant } from '../project/open-keyed-tenant.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { organizationId } from '../state/record-options.ts'
import { permissionRequest } from './permission-request.ts'

/** Those of whoever only looks up names. */
const NAME_SCOPES: readonly string[] = ['read:clients', 'read:connections', 'read:organizations']

/**
 * A grant as the `app_metadata` of an invitation: there is nobody yet whose record it could be.
 * @throws UserFault for what is missing, or cannot be used
 */
export async function printGrant(
  given: {
    readonly environment: string
    /** Its name. */
    readonly organization: string
    readonly until: string
  },
  surroundings: Surroundings,
): Promise<Answer> {
  const opened = await openKeyedTenant(given.environment, surroundings, NAME_SCOPES)
  const { project, keyring, tenantId, access, management } = opened
  const names = await asking(access.address.domain, 'reading names', () =>
    listTenantNames(management),
  )
  const organization = organizationId(names, given.organization)
  const permission = permissionRequest(project, INVITATION_HOURS, given.until, surroundings)
  const request = { organization, ...permission }
  const json = {
    [GRANT_KEY]: withPermission(null, signGrant(request, keyring, tenantId)),
  }
  return { exit: EXIT.ok, json, text: lines(JSON.stringify(json)) }
}
