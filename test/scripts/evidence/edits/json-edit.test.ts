import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  editsBetween,
  inverseOf,
  type JsonEdit,
  withEdit,
} from '../../../../scripts/evidence/edits/json-edit.ts'
import { canonicalJson } from '../../../../scripts/ground/json-value.ts'
import { aRun } from '../../../builders/a-run.ts'

const run = aRun('edits', 300)

const set = (path: JsonEdit['path'], before: unknown, after: unknown): JsonEdit => ({
  kind: 'set',
  path,
  before,
  after,
})

test.each<[string, unknown, unknown, readonly JsonEdit[]]>([
  ['the same, in another order', { a: 1, b: [2] }, { b: [2], a: 1 }, []],
  ['a member of an object', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, [set(['a', 'b'], 1, 3)]],
  [
    'one that comes, and one that goes',
    { a: 1 },
    { b: null },
    [set(['a'], 1, undefined), set(['b'], undefined, null)],
  ],
  [
    'one more in a list',
    { a: ['x'] },
    { a: ['y', 'x'] },
    [{ kind: 'added', path: ['a'], member: 'y' }],
  ],
  [
    'one fewer in a list',
    ['x', 'x', 'y'],
    ['x', 'y'],
    [{ kind: 'removed', path: [], member: 'x' }],
  ],
  ['another one in its place', ['x', 'y'], ['x', 'z'], [set([1], 'y', 'z')]],
  [
    'a part of one in a list',
    [{ until: 1, who: 2 }],
    [{ until: 3, who: 2 }],
    [set([0, 'until'], 1, 3)],
  ],
  ['another order of a list', ['x', 'y'], ['y', 'x'], [set([], ['x', 'y'], ['y', 'x'])]],
  ['another kind of value', { a: [] }, { a: {} }, [set(['a'], [], {})]],
  ['a file that comes', undefined, { a: 1 }, [set([], undefined, { a: 1 })]],
])('%s', (_what, before, after, edits) => {
  expect(editsBetween(before, after)).toEqual(edits)
})

const json = fc.jsonValue({ maxDepth: 3 })

test('all edits made, one after the other, lead from the one value to the other', () => {
  const check = (before: unknown, after: unknown): void => {
    const edits = editsBetween(before, after)
    const sorted = (value: unknown): string => canonicalJson(listsSorted(value))
    expect(sorted(edits.reduce(withEdit, before))).toBe(sorted(after))
    expect(sorted(edits.map(inverseOf).reduce(withEdit, after))).toBe(sorted(before))
  }
  fc.assert(fc.property(json, json, check), run)
})

/** One more of a list is put at its end. */
function listsSorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value
      .map(listsSorted)
      .sort((one, other) => (canonicalJson(one) < canonicalJson(other) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, listsSorted(inner)]))
}
