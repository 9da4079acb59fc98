import crypto, { type BinaryToTextEncoding, type KeyObject } from 'node:crypto'

const keys = new Map<string, KeyObject>()
const hashes = new WeakMap<KeyObject, Map<string, Buffer>>()

/**
 * Node's, without chance: two answers to one question are the same. What costs most is worked out once, for
 * a guard is asked tens of thousands of times about few addresses under few keys; and nothing is sealed,
 * for what a guard seals is a reference, which is not compared, or what it opens itself.
 */
export const HELD_CRYPTO = {
  ...crypto,
  randomBytes: (size: number): Buffer => Buffer.alloc(size),
  randomInt: undefined,
  randomUUID: undefined,
  createPublicKey: (input: Parameters<typeof crypto.createPublicKey>[0]): KeyObject => {
    const name = JSON.stringify(input)
    const known = keys.get(name) ?? crypto.createPublicKey(input)
    keys.set(name, known)
    return known
  },
  createHmac: (algorithm: string, key: crypto.BinaryLike | KeyObject) =>
    key instanceof crypto.KeyObject && algorithm === 'sha256'
      ? rememberingHmac(key)
      : crypto.createHmac(algorithm, key),
  createCipheriv: () => UNSEALED,
  createDecipheriv: () => UNSEALED,
}

/** As one that is told all in texts, and then asked. */
function rememberingHmac(key: KeyObject) {
  const known = hashes.get(key) ?? new Map<string, Buffer>()
  hashes.set(key, known)
  let told = ''
  const hmac = {
    update: (text: unknown) => {
      if (typeof text !== 'string') throw new Error('a keyed hash of what is no text')
      told += text
      return hmac
    },
    digest: (encoding?: BinaryToTextEncoding): string | Buffer => {
      const hash = known.get(told) ?? crypto.createHmac('sha256', key).update(told).digest()
      known.set(told, hash)
      return encoding === undefined ? Buffer.from(hash) : hash.toString(encoding)
    },
  }
  return hmac
}

const UNSEALED = {
  update: (content: string | Buffer): Buffer => Buffer.from(content as string),
  final: (): Buffer => Buffer.alloc(0),
  getAuthTag: (): Buffer => Buffer.alloc(16),
  setAuthTag: (): object => UNSEALED,
  setAAD: (): object => UNSEALED,
  setAutoPadding: (): object => UNSEALED,
}
