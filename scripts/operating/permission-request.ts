import type { PermissionRequest } from '../administration/sign-permission.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import type { Project } from '../project/load-project.ts'
import { momentToCome, recordOptionMissing } from '../state/record-options.ts'

export const HOUR_MS = 3_600_000

/**
 * What the operator permits, for the address in `OG_NEW_ADDRESS`, and until when.
 * @param hours how long where nothing is said
 * @param until ISO 8601, or nothing
 * @throws UserFault with everything that is missing
 */
export function permissionRequest(
  project: Project,
  hours: number,
  until: string,
  { environmentVariables, nowMs }: Surroundings,
): Omit<PermissionRequest, 'organization'> {
  const { OG_NEW_ADDRESS: address = '', OG_REBIND_PRIVATE_KEY: privateKey = '' } =
    environmentVariables
  refuseFaults([
    ...(address === '' ? [recordOptionMissing('OG_NEW_ADDRESS')] : []),
    ...(privateKey === '' ? [recordOptionMissing('OG_REBIND_PRIVATE_KEY')] : []),
  ])
  const longestMs = project.rulebook.longestAllowanceDays * 24 * HOUR_MS
  return {
    address,
    expiresAtMs: until === '' ? nowMs() + hours * HOUR_MS : momentToCome(until, nowMs(), longestMs),
    privateKey,
    publicKey: project.environment.keys.rebindPublicKey,
  }
}
