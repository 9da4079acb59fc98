import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { openReference, type Reference, sealReference } from '../../../actions/records/reference.ts'
import type { PolicyId } from '../../../policies/catalogue.ts'
import { POLICY_NUMBERS, REASONS, type Reason } from '../../../policies/reasons.ts'
import { NOON_MS } from '../../builders/noon.ts'
import { FOREIGN_KEYS, OLD_KEYS, TEST_KEYS } from '../../builders/test-keys.ts'

const plain: Reference = { reason: 'EMAIL_DRIFT', policy: 'email-lock', atMs: NOON_MS }
const salt = new Uint8Array([1, 2, 3, 4, 5])
const sealed = sealReference(plain, TEST_KEYS, salt)
const open = (text: string): Reference | null => openReference(text, [TEST_KEYS])

describe('a reference', () => {
  const all = (Object.keys(REASONS) as Reason[]).flatMap((reason) =>
    (Object.keys(POLICY_NUMBERS) as PolicyId[]).map((policy) => ({
      reason,
      policy,
      atMs: NOON_MS,
    })),
  )

  test('comes back whole, for every reason of every policy', () => {
    expect(all.map((reference) => open(sealReference(reference, TEST_KEYS)))).toEqual(all)
    expect(all).toHaveLength(Object.keys(REASONS).length * Object.keys(POLICY_NUMBERS).length)
  })

  test('has twenty-six characters, none of which is mistaken for another', () => {
    const texts = all.map((reference) => sealReference(reference, TEST_KEYS))
    expect(texts.filter((text) => !/^[0-9abcdefghjkmnpqrstvwxyz]{26}$/.test(text))).toEqual([])
  })

  test('keeps whole seconds', () => {
    expect(open(sealReference({ ...plain, atMs: NOON_MS + 999 }, TEST_KEYS))).toEqual(plain)
  })

  test('is never the same twice, though what it says is', () => {
    const texts = Array.from({ length: 50 }, () => sealReference(plain, TEST_KEYS))
    expect(new Set(texts).size).toBe(50)
    expect(sealReference(plain, TEST_KEYS, salt)).toBe(sealed)
  })

  test('shows nothing: two that differ by a second have little in common', () => {
    const other = sealReference({ ...plain, atMs: NOON_MS + 1000 }, TEST_KEYS, salt)
    const equal = [...sealed].filter((letter, place) => letter === other[place]).length
    expect(equal).toBeLessThan(13)
  })
})

describe('how it may arrive', () => {
  // A reference with both digits that letters are mistaken for.
  const twin =
    Array.from({ length: 400 }, (_, index) =>
      sealReference(plain, TEST_KEYS, new Uint8Array([index & 255, index >> 8, 0, 0, 0])),
    ).find((text) => text.includes('0') && text.includes('1')) ?? ''

  test.each<[string, string]>([
    ['alone', sealed],
    ['in capitals', sealed.toUpperCase()],
    ['in a whole refusal', `OG_ADMIN: Ask your administrator. (reference ${sealed})`],
    [
      'in a callback URL',
      `https://app.example.com/callback?error_description=x%20(reference%20${sealed})&state=1`.replaceAll(
        '%20',
        ' ',
      ),
    ],
    ['with words around it that are as long', `abcdefghijklmnopqrstuvwxyz ${sealed}`],
    ['with o for 0', twin.replaceAll('0', 'o')],
    ['with O for 0', twin.replaceAll('0', 'O')],
    ['with l for 1', twin.replaceAll('1', 'l')],
    ['with I for 1', twin.replaceAll('1', 'I')],
  ])('%s', (_what, text) => {
    expect(open(text)).toEqual(plain)
  })

  test('during a rotation, under either key', () => {
    const old = sealReference(plain, OLD_KEYS)
    expect([sealed, old].map((text) => openReference(text, [TEST_KEYS, OLD_KEYS]))).toEqual([
      plain,
      plain,
    ])
  })
})

describe('a block that was sealed with the key', () => {
  const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'
  const sealBlock = (bytes: readonly number[]): string => {
    const cipher = createCipheriv('aes-256-ecb', TEST_KEYS.reference, null).setAutoPadding(false)
    const hex = Buffer.concat([cipher.update(Buffer.from(bytes)), cipher.final()]).toString('hex')
    const digits = BigInt(`0x${hex}`).toString(32).padStart(26, '0')
    return Array.from(digits, (digit) => LETTERS.charAt(Number.parseInt(digit, 32))).join('')
  }
  const seconds = Buffer.alloc(4)
  seconds.writeUInt32BE(NOON_MS / 1000)
  const block = [1, REASONS[plain.reason][0], POLICY_NUMBERS[plain.policy], ...seconds]
  const whole = [...block, 1, 2, 3, 4, 5, 0, 0, 0, 0]

  test.each<[string, readonly number[], Reference | null]>([
    ['as we seal it', whole, plain],
    ['of another version', whole.with(0, 2), null],
    ['that does not end in zeros', whole.with(15, 1), null],
    ['with a reason nobody knows', whole.with(1, 255), null],
    ['with a policy nobody knows', whole.with(2, 255), null],
  ])('%s', (_what, bytes, opened) => {
    expect(open(sealBlock(bytes))).toEqual(opened)
  })
})

describe('what cannot be opened', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['a refusal without a reference', 'OG_ADMIN: x (reference none)'],
    ['a text of another length', sealed.slice(1)],
    ['a text with one character more', `${sealed}0`],
    ['a number beyond one block', 'z'.repeat(26)],
    ['a letter that is not in the alphabet', `u${sealed.slice(1)}`],
    ['zeros', '0'.repeat(26)],
    ['a megabyte', '0'.repeat(1_000_000)],
  ])('%s', (_what, text) => {
    expect(open(text)).toBeNull()
  })

  test('a reference of another key', () => {
    expect(openReference(sealed, [FOREIGN_KEYS])).toBeNull()
    expect(openReference(sealed, [])).toBeNull()
  })

  test('a reference in which any character was changed', () => {
    const opened = Array.from(sealed, (letter, place) =>
      open(sealed.slice(0, place) + (letter === '2' ? '3' : '2') + sealed.slice(place + 1)),
    )
    expect(opened).toEqual(opened.map(() => null))
  })
})
