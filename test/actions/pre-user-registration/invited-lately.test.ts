import { describe, expect, test } from 'vitest'
import { sealedCache } from '../../../actions/management/sealed-cache.ts'
import { invitedLately, LATELY_MS } from '../../../actions/pre-user-registration/invited-lately.ts'
import { aLookUp } from '../../builders/look-up-tools.ts'
import { NOON_MS } from '../../builders/noon.ts'

const clientSecret = 'secret'
const people = (count: number, map: string): string[] =>
  Array.from({ length: count }, (_, index) => `p${index}@${map}.example.com`)

/** The lists of maps that are named alike, each of one organization, one after the other. */
function lists() {
  const tools = aLookUp()
  const at = (map: string, afterMs = 0) => {
    const nowMs = NOON_MS + afterMs
    const cache = sealedCache({ secret: clientSecret, context: [] }, { ...tools, nowMs })
    return invitedLately([map], nowMs, { cache, clientSecret })
  }
  return { at, tools }
}

describe('who was invited lately', () => {
  test('is known for each map, and for nobody else', () => {
    const { at } = lists()
    at('a').keep([people(2, 'a')])
    at('b').keep([[]])
    expect(
      ['a', 'b', 'c'].map((map) => [at(map).isKnown, at(map).includes('p1@a.example.com')]),
    ).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ])
  })
  test('is known for two minutes, whatever other map is read meanwhile', () => {
    const { at } = lists()
    at('a').keep([people(1, 'a')])
    at('b', LATELY_MS - 1).keep([people(1, 'b')])
    expect([at('a', LATELY_MS - 1).isKnown, at('a', LATELY_MS).isKnown]).toEqual([true, false])
    expect(at('b', LATELY_MS).isKnown).toBe(true)
  })
  test.each<[string, sizes: number[], known: boolean[]]>([
    ['two lists that fit', [96, 96], [true, true]],
    ['the newer of two that do not', [97, 96], [false, true]],
    ['small ones around one that does not fit', [10, 190, 100], [true, false, true]],
    ['many of nobody', Array(50).fill(0), Array(50).fill(true)],
    ['the newest of more', Array(51).fill(0), [false, ...Array(50).fill(true)]],
  ])('is kept within the room of the cache: %s', (_which, sizes, known) => {
    const { at } = lists()
    const maps = sizes.map((_, index) => `m${index}`)
    for (const [index, map] of maps.entries()) at(map).keep([people(sizes[index] ?? 0, map)])
    expect(maps.map((map) => at(map).isKnown)).toEqual(known)
  })
})
