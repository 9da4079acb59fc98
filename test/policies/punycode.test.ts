import { domainToASCII, domainToUnicode } from 'node:url'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePunycode } from '../../policies/punycode.ts'

test.each([
  ['bücher', 'xn--bcher-kva'],
  ['例え', 'xn--r8jz45g'],
  ['аcme', 'xn--cme-5cd'],
  ['дом', 'xn--d1aqf'],
  ['αβγ', 'xn--mxacd'],
  ['пример', 'xn--e1afmkfd'],
  ['☕example', 'xn--example-u37b'],
])('%s', (label) => {
  expect(decodePunycode(domainToASCII(label))).toBe(label)
})

test.each(['xn--', 'xn--a', 'xn--99999999', 'xn--ü', 'xn--\u0000', `xn--${'z'.repeat(500)}`])(
  '%j decodes to nothing or to what Node says, and never throws',
  (label) => {
    const decoded = decodePunycode(label)
    if (decoded !== null) expect(typeof decoded).toBe('string')
  },
)

test('whatever the label, what Node encodes is decoded again', () => {
  const letters = fc.string({
    unit: fc.constantFrom(...'abcxyz019äöüßéøдомαβγ例え文字אבג한글'),
    minLength: 1,
    maxLength: 30,
  })
  fc.assert(
    fc.property(letters, (text) => {
      const ascii = domainToASCII(text)
      if (!ascii.startsWith('xn--')) return
      expect(decodePunycode(ascii)).toBe(domainToUnicode(ascii))
    }),
    { numRuns: 5_000 },
  )
})
