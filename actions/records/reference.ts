import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { PolicyId } from '../../policies/catalogue.ts'
import { POLICY_NUMBERS, REASONS, type Reason } from '../../policies/reasons.ts'
import type { DerivedKeys } from './keyring.ts'

/**
 * The short opaque text in every refusal. It holds reason, policy and time, readable only with the
 * environment's key: a person can read it out to support, and learns nothing from it.
 *
 * One AES block: version, reason, policy, seconds (4 bytes), salt (5 bytes), zeros (4 bytes). A block
 * cipher is a permutation, so a text that was not sealed with the key opens to zeros only once in
 * four thousand million tries; the salt keeps equal refusals from having equal references.
 */
export type Reference = {
  readonly reason: Reason
  readonly policy: PolicyId
  /** Epoch ms, whole seconds. */
  readonly atMs: number
}

const VERSION = 1
const SALT_BYTES = 5
// Crockford's alphabet: no letter that is mistaken for another on the telephone.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const REFERENCE_LENGTH = 26

/** Twenty-six characters. `salt`: five random bytes. */
export function sealReference(
  { reason, policy, atMs }: Reference,
  key: DerivedKeys,
  salt: Uint8Array = randomBytes(SALT_BYTES),
): string {
  const block = Buffer.alloc(16)
  block.writeUInt8(VERSION, 0)
  block.writeUInt8(REASONS[reason][0], 1)
  block.writeUInt8(POLICY_NUMBERS[policy], 2)
  block.writeUInt32BE(Math.floor(atMs / 1000) % 2 ** 32, 3)
  block.set(salt.subarray(0, SALT_BYTES), 7)
  const cipher = createCipheriv('aes-256-ecb', key.reference, null).setAutoPadding(false)
  return encode(Buffer.concat([cipher.update(block), cipher.final()]))
}

/** Finds and opens the reference in `text` with any of `keys`; null when there is none to open. */
export function openReference(text: string, keys: readonly DerivedKeys[]): Reference | null {
  const candidates = text.toLowerCase().match(/\b[0-9a-z]{26}\b/g) ?? []
  for (const candidate of candidates) {
    const sealed = decode(candidate)
    for (const key of sealed === null ? [] : keys) {
      const opened = openBlock(sealed as Buffer, key)
      if (opened !== null) return opened
    }
  }
  return null
}

function openBlock(sealed: Buffer, key: DerivedKeys): Reference | null {
  const decipher = createDecipheriv('aes-256-ecb', key.reference, null).setAutoPadding(false)
  const block = Buffer.concat([decipher.update(sealed), decipher.final()])
  if (block.readUInt8(0) !== VERSION || block.readUInt32BE(12) !== 0) return null
  const reason = nameOf(REASONS, ([number]) => number === block.readUInt8(1))
  const policy = nameOf(POLICY_NUMBERS, (number) => number === block.readUInt8(2))
  if (reason === undefined || policy === undefined) return null
  return { reason, policy, atMs: block.readUInt32BE(3) * 1000 }
}

const nameOf = <Name extends string, Value>(
  table: Readonly<Record<Name, Value>>,
  matches: (value: Value) => boolean,
): Name | undefined => (Object.keys(table) as Name[]).find((name) => matches(table[name]))

function encode(bytes: Uint8Array): string {
  let number = BigInt(`0x${Buffer.from(bytes).toString('hex')}`)
  let text = ''
  for (let place = 0; place < REFERENCE_LENGTH; place += 1) {
    text = ALPHABET.charAt(Number(number & 31n)) + text
    number >>= 5n
  }
  return text
}

function decode(text: string): Buffer | null {
  // What people write for the letters the alphabet leaves out.
  const plain = text.replaceAll('o', '0').replace(/[il]/g, '1')
  let number = 0n
  for (const letter of plain) {
    const value = ALPHABET.indexOf(letter)
    if (value < 0) return null
    number = (number << 5n) | BigInt(value)
  }
  return number >> 128n === 0n ? Buffer.from(number.toString(16).padStart(32, '0'), 'hex') : null
}
