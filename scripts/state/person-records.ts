import type { Management, ManagementClient } from 'auth0'
import { BLOCK_KEY, readBlocks } from '../../actions/records/block-record.ts'
import type { GRANT_KEY } from '../../actions/records/grant-record.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import { type LockOwner, lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { REBIND_KEY } from '../../actions/records/rebind-record.ts'
import type { Blocks } from '../../policies/block.ts'
import type { Lock } from '../../policies/lock.ts'
import { orGone } from '../administration/or-gone.ts'
import { type ProfileSize, readProfileSize } from './render-size.ts'
import { isUserUnknown, userUnknown } from './user-unknown.ts'

/** A person of the tenant as the records say; the address and its like stay in memory. */
export type PersonRecords = {
  /** Whose records they are, and must say that they are. */
  readonly owner: LockOwner
  readonly email: string | null
  readonly phone: string | null
  readonly username: string | null
  readonly connection: string
  readonly lock: Lock
  readonly blocks: Blocks
  /** As stored: what is appended to, never believed. */
  readonly storedBlocks: unknown
  readonly storedRebinds: unknown
  readonly size: ProfileSize
  /** `blocked` of the profile: Auth0's own. */
  readonly isBlockedByTenant: boolean
}

/** Reads the very records that the Actions read, with the very code. Needs read:users. */
export async function readPersonRecords(
  management: ManagementClient,
  keyring: Keyring,
  tenantId: string,
  userId: string,
): Promise<PersonRecords> {
  return recordsOf(await management.users.get(userId), keyring, tenantId)
}

/** The same of a profile that was read already. */
export function recordsOf(
  user: Management.GetUserResponseContent,
  keyring: Keyring,
  tenantId: string,
): PersonRecords {
  const owner = lockOwner(tenantId, user)
  const metadata: unknown = user.app_metadata
  return {
    owner,
    email: user.email ?? null,
    phone: user.phone_number || null,
    username: user.username || null,
    connection: user.identities?.[0]?.connection ?? '',
    lock: readLock(readRecord(metadata, LOCK_KEY), keyring, owner),
    blocks: readBlocks(readRecord(metadata, BLOCK_KEY)),
    storedBlocks: readRecord(metadata, BLOCK_KEY),
    storedRebinds: readRecord(metadata, REBIND_KEY),
    size: readProfileSize(user),
    isBlockedByTenant: user.blocked === true,
  }
}

/** The same, and null for whoever is gone. */
export async function findPersonRecords(
  management: ManagementClient,
  keyring: Keyring,
  tenantId: string,
  userId: string,
): Promise<PersonRecords | null> {
  const user = await orGone(management.users.get(userId))
  return user === null ? null : recordsOf(user, keyring, tenantId)
}

/** The same. @throws UserFault when nobody has this id */
export async function demandPersonRecords(
  management: ManagementClient,
  keyring: Keyring,
  tenantId: string,
  userId: string,
): Promise<PersonRecords> {
  try {
    return await readPersonRecords(management, keyring, tenantId, userId)
  } catch (error) {
    throw isUserUnknown(error) ? userUnknown(userId) : error
  }
}

/** Replaces one record; metadata merges at its first level, so nothing else is touched. */
export async function writeRecord(
  management: ManagementClient,
  userId: string,
  key: typeof LOCK_KEY | typeof BLOCK_KEY | typeof REBIND_KEY | typeof GRANT_KEY,
  record: unknown,
): Promise<void> {
  await management.users.update(userId, { app_metadata: { [key]: record } })
}
