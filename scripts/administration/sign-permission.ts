import { randomUUID, sign } from 'node:crypto'
import { markOf } from '../../actions/records/address-mark.ts'
import { grantPayload } from '../../actions/records/grant-record.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import type { LockOwner } from '../../actions/records/lock-owner.ts'
import { type StoredPermission, storedPermission } from '../../actions/records/permission-record.ts'
import { rebindPayload } from '../../actions/records/rebind-record.ts'
import { normaliseAddress } from '../../policies/address.ts'
import type { Permission } from '../../policies/lock.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { readRebindKey, rebindPublicKeyOf } from '../project/rebind-key.ts'

/** What an operator permits; the id is made, and the mark follows from the address. */
export type PermissionRequest = {
  readonly organization: string
  readonly address: string
  readonly expiresAtMs: number
  /** Ed25519, PEM; only whoever may move and grant locks has it. */
  readonly privateKey: string
  /** The public key that the environment commits, or null. */
  readonly publicKey: string | null
}

/**
 * A signed permission to move, for `og_rebind` of one account.
 * @throws UserFault when the address cannot be used or the key is not the environment's
 */
export const signRebind = (
  request: PermissionRequest,
  keyring: Keyring,
  owner: LockOwner,
): StoredPermission =>
  signPermission(request, keyring, owner.tenantId, (rebind) => rebindPayload(rebind, owner))

/**
 * A signed permission to be locked, for `og_grant`: of a person, or in the `app_metadata` of an invitation.
 * @throws UserFault when the address cannot be used or the key is not the environment's
 */
export const signGrant = (
  request: PermissionRequest,
  keyring: Keyring,
  tenantId: string,
): StoredPermission =>
  signPermission(request, keyring, tenantId, (grant) => grantPayload(grant, tenantId))

function signPermission(
  request: PermissionRequest,
  keyring: Keyring,
  tenantId: string,
  payloadOf: (permission: Permission) => Buffer,
): StoredPermission {
  const address = normaliseAddress(request.address)
  if (address.kind === 'unacceptable') throw new UserFault([addressUnacceptable])
  const key = readRebindKey(request.privateKey)
  const own = rebindPublicKeyOf(key)
  if (own !== request.publicKey) throw new UserFault([keyUnknown(own)])
  const permission = {
    id: randomUUID(),
    organization: request.organization,
    mark: markOf('address', address.form, keyring.signing, tenantId),
    expiresAtMs: Math.floor(request.expiresAtMs / 1000) * 1000,
  }
  return storedPermission(permission, sign(null, payloadOf(permission), key))
}

export const addressUnacceptable: Fault = {
  code: 'address_unacceptable',
  message: 'the address in `OG_NEW_ADDRESS` cannot be used as one',
  fix: 'set `OG_NEW_ADDRESS` to one plain e-mail address',
}

const keyUnknown = (own: string): Fault => ({
  code: 'rebind_key_unknown',
  message: '`OG_REBIND_PRIVATE_KEY` is not the key whose public half the environment commits',
  fix: `take the right key from the vault, or commit \`keys.rebindPublicKey\`: \`${own}\``,
})
