import type { PermissionRequest } from '../administration/sign-permission.ts'
import { refuseFaults } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import type { Project } from '../project/load-project.ts'
import type { NameList } from '../project/resolve-names.ts'
import { momentToCome, organizationId, recordOptionMissing } from './record-options.ts'

const HOUR_MS = 3_600_000

/** As an operator says it: the name of an organization, and ISO 8601 or nothing. */
export type Permitted = { readonly organization: string; readonly until: string }

/**
 * What the operator permits, to whom, and until when.
 * @throws UserFault with everything that is missing
 */
export function permissionRequest(
  project: Project,
  names: NameList,
  hours: number,
  { organization, until }: Permitted,
  { environmentVariables, nowMs }: Surroundings,
): PermissionRequest {
  const { OG_NEW_ADDRESS: address = '', OG_REBIND_PRIVATE_KEY: privateKey = '' } =
    environmentVariables
  refuseFaults([
    ...(address === '' ? [recordOptionMissing('OG_NEW_ADDRESS')] : []),
    ...(privateKey === '' ? [recordOptionMissing('OG_REBIND_PRIVATE_KEY')] : []),
  ])
  const longestMs = project.rulebook.longestAllowanceDays * 24 * HOUR_MS
  return {
    organization: organizationId(names, organization),
    address,
    expiresAtMs: until === '' ? nowMs() + hours * HOUR_MS : momentToCome(until, nowMs(), longestMs),
    privateKey,
    publicKey: project.environment.keys.rebindPublicKey,
  }
}
