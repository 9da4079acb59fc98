import { expect, test } from 'vitest'
import { overlay } from '../../../scripts/project/overlay.ts'

test.each<[string, unknown, unknown, unknown]>([
  ['nothing over something', { a: 1 }, undefined, { a: 1 }],
  ['an empty object', { a: 1 }, {}, { a: 1 }],
  ['a key of its own', { a: 1 }, { b: 2 }, { a: 1, b: 2 }],
  ['the same key', { a: 1 }, { a: 2 }, { a: 2 }],
  ['a key below', { a: { b: 1, c: 2 } }, { a: { b: 3 } }, { a: { b: 3, c: 2 } }],
  ['a list replaces a list', { a: [1, 2, 3] }, { a: [4] }, { a: [4] }],
  ['an object replaces a list', { a: [1] }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['null replaces', { a: { b: 1 } }, { a: null }, { a: null }],
  ['a text replaces an object', { a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
  ['an object replaces a text', { a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
  ['something over nothing', undefined, { a: 1 }, { a: 1 }],
])('%s', (_what, base, over, expected) => {
  const [baseBefore, overBefore] = [structuredClone(base), structuredClone(over)]
  expect(overlay(base, over)).toEqual(expected)
  expect([base, over]).toEqual([baseBefore, overBefore])
})

test('a key named __proto__ stays a key', () => {
  const result = overlay({ a: 1 }, JSON.parse('{"__proto__": {"polluted": true}}'))
  expect(Object.keys(result as object)).toEqual(['a', '__proto__'])
  expect({}).not.toHaveProperty('polluted')
})
