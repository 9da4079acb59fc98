/**
 * What the rule pack stores in a profile and shows in a refusal, for a back end: it reads and writes the
 * same bytes by the same code as the Actions. Only modules of Node are needed.
 * @module
 */
export { type MarkKind, markOf, marksOf, readPersonAddress } from './address-mark.ts'
export {
  BLOCK_KEY,
  readBlocks,
  type StoredBlock,
  type StoredBlocks,
  storedBlocks,
  withBlock,
  withoutBlock,
} from './block-record.ts'
export { ERASED_KEY, wasErased } from './erased-record.ts'
export { GRANT_KEY, grantPayload, readGrants } from './grant-record.ts'
export { type DerivedKeys, deriveKeys, type Keyring, readKeyring } from './keyring.ts'
export { isKnownOwner, type LockOwner, lockOwner } from './lock-owner.ts'
export {
  isWithinRecordLimits,
  LOCK_KEY,
  type LockRecord,
  readLock,
  signLock,
} from './lock-record.ts'
export { type StoredPermission, storedPermission, withPermission } from './permission-record.ts'
export { readRecord } from './read-record.ts'
export { REBIND_KEY, readRebinds, rebindPayload } from './rebind-record.ts'
export { openReference, type Reference } from './reference.ts'
export { renewLock } from './renew-lock.ts'
export { type OrganizationMetadata, withErased } from './with-erased.ts'
