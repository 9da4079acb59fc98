import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { UserFault } from '../ground/user-fault.ts'

/**
 * The key of whoever may move locks, from `OG_REBIND_PRIVATE_KEY`.
 * @throws UserFault for anything but an Ed25519 private key in PEM
 */
export function readRebindKey(pem: string): KeyObject {
  const key = privateKeyFrom(pem)
  if (key?.asymmetricKeyType === 'ed25519') return key
  throw new UserFault([
    {
      code: 'rebind_key_invalid',
      message: '`OG_REBIND_PRIVATE_KEY` is no Ed25519 private key in PEM',
      fix: 'make one with `openssl genpkey -algorithm ed25519`',
    },
  ])
}

/** As an environment commits it at `keys.rebindPublicKey`: SPKI, base64. */
export const rebindPublicKeyOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')

function privateKeyFrom(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}

/**
 * @fact These bytes precede the 32 bytes of an Ed25519 private key in PKCS #8. (RFC 8410, section
 * 7; read 2026-11-23)
 */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The one private key that follows from 32 bytes: as public as these. */
export const rebindKeyFrom = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
