import { createHmac, createPrivateKey, hkdfSync, timingSafeEqual } from 'node:crypto'
import { deriveBytes } from '../../actions/records/keyring.ts'
import type { Credentials } from '../auth0/credentials.ts'

/** Says of a text that whoever holds a key has written it, and for which purpose. HMAC-SHA-256. */
export type Seal = {
  make(purpose: string, text: string): string
  fits(purpose: string, text: string, seal: string | null): boolean
}

/**
 * A seal under a key derived from what the machine client proves itself with. Whoever
 * has that can deploy what they like; whoever has only the files cannot make one. Other credentials
 * make other seals, also those of the same client after a rotation.
 */
export function sealOf({ clientId, proof }: Credentials): Seal {
  const root =
    proof.kind === 'secret'
      ? proof.secret
      : createPrivateKey(proof.pem).export({ type: 'pkcs8', format: 'der' })
  return sealUnder(hkdfSync('sha256', root, '', `auth0-org-guard seal of ${clientId}`, 32))
}

/**
 * A seal under the environment's signing key, which other machine clients of the same environment hold too.
 * Null without one: then nothing can be proven by it.
 */
export const sealOfKey = (signingKey: string): Seal | null =>
  signingKey === '' ? null : sealUnder(deriveBytes(signingKey, 'receipt'))

function sealUnder(bytes: ArrayBuffer | Buffer): Seal {
  const key = Buffer.from(bytes as ArrayBuffer)
  const make = (purpose: string, text: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([purpose, text]))
      .digest('base64url')
  return {
    make,
    fits: (purpose, text, seal) => {
      const expected = Buffer.from(make(purpose, text))
      const found = Buffer.from(seal ?? '')
      return found.length === expected.length && timingSafeEqual(found, expected)
    },
  }
}
