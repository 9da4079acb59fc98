import {
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { KeyIds } from '../rulebook/baked-rulebook.ts'

/**
 * The keys of one environment. Each secret is a root; what signs, marks and seals are keys derived
 * from it, so that no key serves two purposes.
 */
export type Keyring = {
  readonly signing: DerivedKeys
  /** Every key whose records are believed, the signing key first. */
  readonly verifying: readonly [DerivedKeys, ...DerivedKeys[]]
}

export type DerivedKeys = {
  /** Eight characters derived from the root: committed to git, so that a wrong secret is noticed. */
  readonly id: string
  /** Signs lock records. */
  readonly lock: KeyObject
  /** Makes marks of addresses. */
  readonly mark: KeyObject
  /** Seals references; 32 bytes. */
  readonly reference: KeyObject
  /** Signs what refresh tokens remember. */
  readonly token: KeyObject
}

/** Shorter secrets are refused: 43 characters of base64url carry 32 random bytes. */
const SHORTEST_SECRET = 43

/**
 * The keyring the rulebook demands, or null when a secret is missing, too short, or is not the one
 * whose id was committed. Without the right key nothing is compared and nothing is signed.
 */
export function readKeyring(
  secrets: Readonly<Record<string, string>> | undefined,
  keyIds: KeyIds,
): Keyring | null {
  const signing = keysFrom(secrets?.OG_SIGNING_KEY)
  if (signing?.id !== keyIds.signing) return null
  if (keyIds.alsoVerifying === null) return { signing, verifying: [signing] }
  const other = keysFrom(secrets?.OG_VERIFYING_KEY)
  if (other?.id !== keyIds.alsoVerifying) return null
  return { signing, verifying: [signing, other] }
}

// Derivation costs more than a whole decision, and an instance serves many logins with the same
// secrets. What is kept depends on the secret alone, never on a request.
const derived = new Map<string, DerivedKeys>()
const MOST_KEPT = 4

function keysFrom(secret: string | undefined): DerivedKeys | null {
  if (typeof secret !== 'string' || secret.length < SHORTEST_SECRET) return null
  const kept = derived.get(secret)
  if (kept !== undefined) return kept
  const keys = deriveKeys(secret)
  if (derived.size >= MOST_KEPT) derived.clear()
  derived.set(secret, keys)
  return keys
}

/** @throws never for a non-empty secret; the caller judges its length */
export function deriveKeys(secret: string): DerivedKeys {
  const derive = (purpose: string): KeyObject => createSecretKey(deriveBytes(secret, purpose))
  return {
    id: deriveBytes(secret, 'id').toString('hex').slice(0, 8),
    lock: derive('lock'),
    mark: derive('mark'),
    reference: derive('reference'),
    token: derive('token'),
  }
}

/** 32 bytes for one purpose and no other. */
export const deriveBytes = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `auth0-org-guard/1/${purpose}`, 32))

/** Keyed SHA-256 of `parts`, base64url. Parts are length-safe: they are joined as JSON. */
export const keyedHash = (key: KeyObject, parts: readonly unknown[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url')

/** Takes as long whatever the first difference is. */
export function isSameHash(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** A number from 0 to 1 that is always the same for `text`: spreads people evenly over days. */
export const shareOf = (text: string): number => plainHash(text).readUInt32BE(0) / 2 ** 32

/** SHA-256, for what need not be kept from anybody. */
export const plainHash = (text: string): Buffer => createHash('sha256').update(text).digest()
