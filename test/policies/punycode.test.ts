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

// Most are the samples of RFC 3492, section 7.1.
test.each([
  ['xn--egbpdaj6bu4bxfgehfvwxn', 'ليهمابتكلموشعربي؟'],
  ['xn--ihqwcrb4cv8a8dqg056pqjye', '他们为什么不说中文'],
  ['xn--4dbcagdahymbxekheh6e0a7fei0b', 'למההםפשוטלאמדבריםעברית'],
  ['xn--b1abfaaepdrnnbgefbadotcwatmq2g4l', 'почемужеонинеговорятпорусски'],
  ['xn--3b-ww4c5e180e575a65lsy2b', '3年b組金八先生'],
  ['xn---with-super-monkeys-pc58ag80a8qai00g7n9n', '安室奈美恵-with-super-monkeys'],
  ['xn--d9juau41awczczp', 'そのスピードで'],
  ['xn--dn32g', '\u{10ffff}'],
  ['xn--bcher-', 'bcher'],
  ['xn--', ''],
])('%s', (label, decoded) => {
  expect(decodePunycode(label)).toBe(decoded)
})

test.each([
  ['the first number that is no code point', 'xn--en32g'],
  ['a number that is no code point', 'xn--99999999'],
  ['a number that does not end', `xn--${'z'.repeat(500)}`],
  ['a number beyond all numbers', `xn--${'9'.repeat(400)}a`],
  ['a number that breaks off', 'xn--bcher-kv'],
  ['a capital letter', 'xn--bcher-KVA'],
  ['the character after the last letter', 'xn--bcher-kva{'],
  ['a letter outside ASCII', 'xn--ü'],
  ['a zero byte', 'xn--\u0000'],
])('%s is not decoded', (_what, label) => {
  expect(decodePunycode(label)).toBeNull()
})

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
