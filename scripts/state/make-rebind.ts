import { randomUUID, sign } from 'node:crypto'
import { markOf } from '../../actions/address-mark.ts'
import type { Keyring } from '../../actions/keyring.ts'
import type { LockOwner } from '../../actions/lock-record.ts'
import { rebindPayload } from '../../actions/rebind-record.ts'
import { normaliseAddress } from '../../policies/address.ts'
import { type Fault, UserFault } from '../failures.ts'
import { readRebindKey, rebindPublicKeyOf } from '../project/rebind-key.ts'

export type RebindRequest = {
  readonly organization: string
  readonly address: string
  readonly expiresAtMs: number
  /** Ed25519, PEM; only whoever may move locks has it. */
  readonly privateKey: string
  /** The public key that the environment commits, or null. */
  readonly publicKey: string | null
}

/**
 * Adds a signed permission to `og_rebind`.
 * @throws UserFault when the address cannot be used or the key is not the environment's
 */
export function addRebind(
  stored: unknown,
  request: RebindRequest,
  keyring: Keyring,
  owner: LockOwner,
): object {
  const address = normaliseAddress(request.address)
  if (address.kind === 'unacceptable') throw new UserFault([addressUnacceptable])
  const key = readRebindKey(request.privateKey)
  const own = rebindPublicKeyOf(key)
  if (own !== request.publicKey) throw new UserFault([keyUnknown(own)])
  const rebind = {
    id: randomUUID(),
    organization: request.organization,
    mark: markOf('address', address.form, keyring.signing, owner.tenantId),
    expiresAtMs: Math.floor(request.expiresAtMs / 1000) * 1000,
  }
  const x = sign(null, rebindPayload(rebind, owner), key).toString('base64url')
  const granted = {
    o: rebind.organization,
    m: rebind.mark,
    e: rebind.expiresAtMs / 1000,
    i: rebind.id,
    x,
  }
  const { g } = (stored ?? {}) as { g?: unknown }
  return { v: 1, g: [...(Array.isArray(g) ? g : []), granted].slice(-MOST_PERMISSIONS) }
}

/** As many as an Action reads. */
const MOST_PERMISSIONS = 16

const addressUnacceptable: Fault = {
  code: 'address_unacceptable',
  message: 'the address in `OG_NEW_ADDRESS` cannot be used as one',
  fix: 'set `OG_NEW_ADDRESS` to one plain e-mail address',
}

const keyUnknown = (own: string): Fault => ({
  code: 'rebind_key_unknown',
  message: '`OG_REBIND_PRIVATE_KEY` is not the key whose public half the environment commits',
  fix: `take the right key from the vault, or commit \`keys.rebindPublicKey\`: \`${own}\``,
})
