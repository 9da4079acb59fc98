import type { Permission } from '../../policies/lock.ts'
import { permissionPayload, readPermissions } from './permission-record.ts'

/**
 * `app_metadata.og_grant`: permissions to be locked to one address in one organization, written by
 * operators. They are of an address and not of an account, because they travel in an invitation
 * before there is an account; whoever has another address has no use for them.
 */
export const GRANT_KEY = 'og_grant'

export const grantPayload = (grant: Permission, tenantId: string): Buffer =>
  permissionPayload('grant', [1, tenantId], grant)

/** The permissions whose signature is right. Never throws; anything else is no permission. */
export const readGrants = (
  stored: unknown,
  publicKey: string | null,
  tenantId: string,
): readonly Permission[] =>
  readPermissions(stored, publicKey, (grant) => grantPayload(grant, tenantId))
