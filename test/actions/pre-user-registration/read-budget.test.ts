import { expect, test } from 'vitest'
import { readBudget } from '../../../actions/pre-user-registration/read-budget.ts'
import { NOON_MS } from '../../builders/noon.ts'

/** What sign-ups share, and how many more reads there are for lists that were read lately. */
function aBudget() {
  const values = new Map<string, string>()
  const cache = {
    get: (key: string) => values.get(key),
    set: (key: string, value: string) => values.set(key, value) === values,
  }
  const at = (afterMs: number) =>
    readBudget({ readsPerMinute: 30, nowMs: NOON_MS + afterMs }, { cache: cache as never })
  const left = (afterMs: number): number => {
    let reads = 0
    while (at(afterMs).take(1, true)) reads += 1
    return reads
  }
  return { at, left }
}

test('what is used comes back, one read in two seconds', () => {
  const { at, left } = aBudget()
  at(0).take(4, true)
  expect(left(4000)).toBe(4)
})

test('a sign-up that ends late does not bring back what others used since it began', () => {
  const { at, left } = aBudget()
  const slow = at(0)
  slow.take(1, true)
  at(10_000).take(1, true)
  slow.settle(1, 1, false)
  expect(left(10_000)).toBe(5)
})

test('what cannot be counted is not read', () => {
  const cache = { get: () => null, set: () => false }
  const budget = readBudget({ readsPerMinute: 30, nowMs: NOON_MS }, { cache: cache as never })
  expect(budget.take(1, false)).toBe(false)
})
