import { expect, test } from 'vitest'
import { keepLatest } from '../../../scripts/ground/keep-latest.ts'

test.each([
  [[], ['new']],
  [['a'], ['a', 'new']],
  [
    ['a', 'b'],
    ['b', 'new'],
  ],
  [
    ['new', 'a'],
    ['a', 'new'],
  ],
  [
    ['a', 'b', 'c'],
    ['c', 'new'],
  ],
])('of %j and a new one, the last two are kept', (before, after) => {
  const kept = new Map(before.map((key) => [key, 0]))
  keepLatest(kept, 'new', 1, 2)
  expect([...kept.keys()]).toEqual(after)
  expect(kept.get('new')).toBe(1)
})
