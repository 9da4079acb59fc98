import { describe, expect, test } from 'vitest'
import {
  type Keywords,
  readMarkedJson,
  readMarkedText,
} from '../../../scripts/shipping/tenant-state/read-marked-json.ts'

const keywords: Keywords = {
  values: { NAME: 'Acme "Ltd."', LIST: ['a', 'b'], NUMBER: 3, NESTED: '@@NAME@@' },
  secrets: ['KEY'],
}
const secret = { $secret: 'KEY', $fingerprint: null }

describe('a file of the tenant folder', () => {
  test.each([
    ['a text', '{"a": "@@NAME@@"}', { a: 'Acme "Ltd."' }],
    ['a list, quoted or not', '{"a": "@@LIST@@", "b": @@LIST@@}', { a: ['a', 'b'], b: ['a', 'b'] }],
    ['bare text', '{"a": "no. ##NUMBER##"}', { a: 'no. 3' }],
    ['a secret stays a mark', '{"a": "@@KEY@@"}', { a: secret }],
    ['what is put in is never read as a keyword', '{"a": "@@NESTED@@"}', { a: '@@NAME@@' }],
  ])('%s', (_what, text, value) => {
    expect(readMarkedJson(text, 'file', keywords)).toEqual({ value, faults: [] })
  })

  test.each([
    ['a secret as bare text', '{"a": "##KEY##"}', 'secret_marker_unsafe'],
    ['a secret inside of a text', '{"a": "Bearer @@KEY@@"}', 'secret_marker_unsafe'],
    ['a keyword without a value', '{"a": "@@NOBODY@@"}', 'keyword_unknown'],
    ['a quote that breaks out', '{"a": "##NAME##"}', 'json_invalid'],
    ['no JSON', '{', 'json_invalid'],
  ])('%s is refused', (_what, text, code) => {
    expect(readMarkedJson(text, 'file', keywords)).toMatchObject({
      value: null,
      faults: [{ code }],
    })
  })
})

test('code takes plain keywords, and no secret', () => {
  expect(readMarkedText('a(@@LIST@@, ##NUMBER##, "##OTHER##")', 'file', keywords)).toEqual({
    text: 'a(["a","b"], 3, "##OTHER##")',
    faults: [],
  })
  expect(readMarkedText('a("##KEY##")', 'file', keywords).faults).toMatchObject([
    { code: 'secret_marker_unsafe' },
  ])
})
