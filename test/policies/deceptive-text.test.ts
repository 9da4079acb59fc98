import { expect, test } from 'vitest'
import { normaliseAddress } from '../../policies/address.ts'

/** Written with escapes where a reader could not tell. */
test.each<[string, string, boolean]>([
  ['plain letters', 'ann@acme.example', false],
  ['an umlaut', 'j\u00fcrgen@b\u00fccher.example', false],
  [
    'a Cyrillic word with letters of its own',
    'ann@\u043c\u043e\u0441\u043a\u0432\u0430.example',
    false,
  ],
  ['a Cyrillic name with letters of its own', '\u0438\u0432\u0430\u043d@acme.example', false],
  ['a Greek word with letters of its own', 'ann@\u03b5\u03bb\u03bb\u03ac\u03c2.example', false],
  ['Japanese', 'ann@\u4f8b\u3048.example', false],
  ['a Turkish word with letters of its own', 'ann@\u0131\u015f\u0131k.example', false],
  ['a Cyrillic domain drawn as Latin', 'ann@\u0430\u0441\u0430.example', true],
  ['its ASCII form', 'ann@xn--80a1af.example', true],
  ['a Greek domain drawn as Latin', 'ann@\u03bf\u03bd\u03bf.example', true],
  ['an Armenian domain drawn as Latin', 'ann@\u0585\u0578\u0585.example', true],
  ['a Cherokee domain', 'ann@\uab7a\uab83.example', true],
  ['a Latin letter drawn as another', 'ann@\u0261lobex.example', true],
  ['a whole-Cyrillic name drawn as Latin', '\u0430\u0440\u0440@acme.example', true],
  ['a name that mixes Latin and Cyrillic', '\u0430nn@acme.example', true],
  ['the same with a letter that no other passes for', '\u0434nn@acme.example', true],
  ['a full-width letter in the name', '\uff41nn@acme.example', true],
  ['a mathematical letter in the name', '\u{1d41a}nn@acme.example', true],
  ['a ligature, which is drawn as its letters', '\ufb01nance@acme.example', true],
  [
    'a sign that ends with a plain letter, and does not begin with one',
    '\u0149a@acme.example',
    false,
  ],
  [
    'a sign that begins with a plain letter, and does not end with one',
    '\u01c6a@acme.example',
    false,
  ],
])('%s', (_what, text, isDeceptive) => {
  expect(normaliseAddress(text)).toMatchObject({ kind: 'usable', isDeceptive })
})
