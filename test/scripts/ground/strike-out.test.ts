import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { strikeOut } from '../../../scripts/ground/strike-out.ts'

const MEMBERS = new Set(['client_secret', 'password'])
const strike = (...secrets: unknown[]): ((text: string) => string) => strikeOut(secrets, MEMBERS)

describe('a secret is struck out in every form that it may be printed in', () => {
  const SECRET = `it's "s3cr3t" \\ of/us+ä=`
  test.each<[string, string]>([
    ['as it is', SECRET],
    ['as JSON', JSON.stringify({ a: SECRET })],
    ['as JSON in JSON', JSON.stringify(JSON.stringify({ a: SECRET }))],
    ['as Node shows it', inspect({ a: SECRET })],
    ['in a URL', `https://www.example.com/?a=${encodeURIComponent(SECRET)}`],
    ['in a URL, in small letters', encodeURIComponent(SECRET).toLowerCase()],
    ['in a form', new URLSearchParams({ a: SECRET }).toString()],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in a header', `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`],
    ['in base64 for URLs', Buffer.from(`x${SECRET}!`).toString('base64url')],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ])('%s', (_what, text) => {
    expect(strike(SECRET)(`before ${text} after`)).toMatch(/^before .*\[secret\].* after$/)
    expect(leaks(strike(SECRET)(text), SECRET)).toEqual([])
  })

  test('a key of several lines, one line after the other', () => {
    const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END KEY-----'
    expect(key.split('\n').map(strike(key))).toEqual(Array(4).fill('[secret]'))
  })

  test('of two that overlap nothing is left over', () => {
    expect(strike('abcdefgh-1', 'fgh-1-ijklm')('<abcdefgh-1-ijklm>')).toBe('<[secret]>')
  })

  test('one within the other', () => {
    expect(strike('abcdefgh', 'abcdefgh-longer')('abcdefgh-longer abcdefgh')).toBe(
      '[secret] [secret]',
    )
  })

  test('what is put in is not searched again', () => {
    expect(strike('[secret]', 'secretly-long')('[secret] secretly-long')).toBe('[secret] [secret]')
  })
})

describe('a short one is struck out where it is a secret, and nowhere else', () => {
  test.each<[string, unknown[], string, string]>([
    ['in a sentence', ['a'], 'a failure of a client', 'a failure of a client'],
    ['a flag', ['true'], '"enabled":true,"x":"true"', '"enabled":true,"x":"true"'],
    ['a number', [5], 'retried 5 times in 15 s', 'retried 5 times in 15 s'],
    ['nothing', [''], 'as "" it is', 'as "" it is'],
    ['as JSON', ['true'], '{"client_secret":"true"}', '{"client_secret":"[secret]"}'],
    ['as Node shows it', ['a'], "{ password: 'a', b: 'a' }", "{ password: '[secret]', b: 'a' }"],
    ['assigned', ['a'], 'password=a b=a', 'password=[secret] b=a'],
    ['the beginning of a longer one', ['a'], 'password=abc', 'password=abc'],
    ['of a longer name', ['a'], '"no_password":"a"', '"no_password":"a"'],
    ['of an Action', ['a'], '{"name":"KEY","value":"a"}', '{"name":"KEY","value":"[secret]"}'],
    ['of a scope', ['a'], '{"value":"a","description":"a"}', '{"value":"a","description":"a"}'],
    ['with signs', ['$&.*'], '"password":"$&.*" $&.*', '"password":"[secret]" $&.*'],
  ])('%s', (_what, secrets, text, expected) => {
    expect(strike(...secrets)(text)).toBe(expected)
  })
})

/** Every form of the secret that the text still shows. */
function leaks(text: string, secret: string): readonly string[] {
  const bytes = Buffer.from(secret)
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]
  return forms.filter((form) => text.includes(form))
}

const secrets = fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme-ascii' })
const around = fc.string({ maxLength: 20, unit: 'grapheme-ascii' })
const encodings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => JSON.stringify({ text }),
  (text) => JSON.stringify(JSON.stringify([text])),
  (text) => inspect({ text }, { breakLength: Number.POSITIVE_INFINITY }),
  (text) => encodeURIComponent(text),
  (text) => new URLSearchParams({ text }).toString(),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(text).toString('base64url'),
  (text) => Buffer.from(text).toString('hex'),
]

test('no secret is left in any form, whatever stands around it', () => {
  fc.assert(
    fc.property(
      fc.array(secrets, { minLength: 1, maxLength: 3 }),
      around,
      around,
      fc.constantFrom(...encodings),
      (values, before, after, encode) => {
        const line = values.map((value) => `${before} ${encode(value)} ${after}`).join(' ')
        const left = strikeOut(values, MEMBERS)(line)
        expect(values.flatMap((value) => leaks(left, value))).toEqual([])
      },
    ),
    { seed: 20261128, numRuns: 3000 },
  )
})

test('inside base64 no byte of it is left that stands for itself', () => {
  fc.assert(
    fc.property(secrets, around, around, (value, before, after) => {
      const line = Buffer.from(`${before}${value}${after}`).toString('base64')
      const left = strikeOut([value], MEMBERS)(line)
      expect(left).toContain('[secret]')
    }),
    { seed: 20261128, numRuns: 2000 },
  )
})

test('what holds no secret is left to the letter, however short and common the secrets are', () => {
  const short = fc.oneof(
    fc.constantFrom('a', 'true', '1', 'null', 'e', ' ', '"'),
    fc.string({ maxLength: 7 }),
  )
  fc.assert(
    fc.property(
      fc.array(short, { maxLength: 5 }),
      fc.string({ maxLength: 200 }),
      (values, text) => {
        fc.pre(!/client_secret|password|name/.test(text))
        expect(strikeOut(values, MEMBERS)(text)).toBe(text)
      },
    ),
    { seed: 20261128, numRuns: 3000 },
  )
})

test('what is left is the rest of the text, in its order', () => {
  fc.assert(
    fc.property(fc.array(secrets, { maxLength: 3 }), fc.array(around), (values, parts) => {
      const text = parts.join(values[0] ?? '')
      const kept = strikeOut(values, MEMBERS)(text).split('[secret]')
      let at = 0
      for (const part of kept) {
        const found = text.indexOf(part, at)
        expect(found).toBeGreaterThanOrEqual(at)
        at = found + part.length
      }
    }),
    { seed: 20261128, numRuns: 2000 },
  )
})
