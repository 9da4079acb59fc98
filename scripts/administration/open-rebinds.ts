import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { REBIND_KEY, readRebinds } from '../../actions/records/rebind-record.ts'
import { contentOf, type Permission } from '../../policies/lock.ts'
import type { Profile } from './find-within-reach.ts'
import type { Tools } from './tools.ts'

/**
 * Permissions to move to another address than the profile has, in one organization, that the guard would take
 * at a login from there.
 */
export function openRebinds(
  { keyring, tenantId, nowMs, settings }: Tools,
  profile: Profile,
  organization: string,
): readonly Permission[] {
  const owner = lockOwner(tenantId, profile)
  const stored = (key: string): unknown => readRecord(profile.app_metadata, key)
  const { spent } = contentOf(readLock(stored(LOCK_KEY), keyring, owner))
  const address = readPersonAddress(profile.email, keyring, tenantId)
  const marks: readonly string[] = address.kind === 'usable' ? address.marks : []
  return readRebinds(stored(REBIND_KEY), settings.rebindPublicKey, owner).filter(
    (one) =>
      one.organization === organization &&
      one.expiresAtMs > nowMs() &&
      !spent.includes(one.id) &&
      !marks.includes(one.mark),
  )
}
