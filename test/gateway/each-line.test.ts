import { expect, test } from 'vitest'
import { eachLine } from '../../scripts/gateway/each-line.ts'

type Said = readonly [line: string, isCut: boolean]

test.each<[what: string, pieces: string[], lines: Said[]]>([
  ['a line in one piece', ['one\n'], [['one', false]]],
  [
    'a line in several',
    ['o', 'n', 'e\ntwo\n'],
    [
      ['one', false],
      ['two', false],
    ],
  ],
  ['nothing of what has not ended', ['one'], []],
  ['an empty line', ['\n'], [['', false]]],
  ['as much as may be', ['12345678\n'], [['12345678', false]]],
  [
    'of more, only that much, and the next as a whole',
    ['1234', '5678', '9', '0\nnext\n'],
    [
      ['12345678', true],
      ['next', false],
    ],
  ],
])('it reads %s', (_what, pieces, lines) => {
  const read: Said[] = []
  const take = eachLine(8, (line, isCut) => read.push([line, isCut]))
  for (const piece of pieces) take(piece)
  expect(read).toEqual(lines)
})
