import type { Permission } from '../../policies/lock.ts'
import type { LockOwner } from './lock-owner.ts'
import { permissionPayload, readPermissions } from './permission-record.ts'

/**
 * `app_metadata.og_rebind`: one-time permissions to move a membership to another address, written by
 * operators. They are of one account: its id, and the moment it was made.
 */
export const REBIND_KEY = 'og_rebind'

export const rebindPayload = (
  rebind: Permission,
  { tenantId, userId, createdAtMs }: LockOwner,
): Buffer => permissionPayload('rebind', [2, tenantId, userId, createdAtMs], rebind)

/** The permissions whose signature is right. Never throws; anything else is no permission. */
export const readRebinds = (
  stored: unknown,
  publicKey: string | null,
  owner: LockOwner,
): readonly Permission[] =>
  readPermissions(stored, publicKey, (rebind) => rebindPayload(rebind, owner))
