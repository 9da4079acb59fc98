import { GRANT_KEY } from '../../actions/records/grant-record.ts'
import { withPermission } from '../../actions/records/permission-record.ts'
import { signGrant } from '../administration/sign-permission.ts'
import { asking } from '../auth0/asking.ts'
import { managementClient } from '../auth0/management-client.ts'
import { assertScopes } from '../auth0/tenant-access.ts'
import type { Answer } from '../ground/answer.ts'
import { EXIT } from '../ground/failures.ts'
import { lines } from '../ground/printing/lines.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { loadProject } from '../project/load-project.ts'
import { openKeyring } from '../project/open-keyring.ts'
import { listTenantNames } from '../project/resolve-names.ts'
import { openTenantOf } from '../project/tenant-address.ts'
import { tenantIdOf } from '../project/tenant-id.ts'
import { DESK_SCOPES } from './desk.ts'
import { type Permitted, permissionRequest } from './permission-request.ts'

/**
 * @fact Auth0 keeps an invitation open so long, unless it is told otherwise. (Auth0 docs, send
 * membership invitations; read 2026-11-22)
 */
export const HOURS_TO_USE_A_GRANT = 168

/**
 * A grant as the `app_metadata` of an invitation: there is nobody yet whose record it could be.
 * @throws UserFault as the other verbs of the desk do
 */
export async function printGrant(
  given: Permitted & { readonly environment: string },
  surroundings: Surroundings,
): Promise<Answer> {
  const { root, environmentVariables } = surroundings
  const project = await loadProject(root, given.environment)
  const keyring = openKeyring(project, environmentVariables)
  const access = await openTenantOf(project, environmentVariables)
  assertScopes(access, DESK_SCOPES)
  const names = await asking(access.address.domain, 'reading names', () =>
    listTenantNames(managementClient(access)),
  )
  const request = permissionRequest(project, names, HOURS_TO_USE_A_GRANT, given, surroundings)
  const json = {
    [GRANT_KEY]: withPermission(null, signGrant(request, keyring, tenantIdOf(project))),
  }
  return { exit: EXIT.ok, json, text: lines(JSON.stringify(json)) }
}
