import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseObjectLine, readTextLines } from '../../../scripts/ground/read-text-lines.ts'
import { UserFault } from '../../../scripts/ground/user-fault.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'og-lines-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const UNREADABLE = { code: 'file_missing', message: 'it cannot be read', fix: 'name another' }
const linesIn = async (path: string): Promise<readonly (readonly [number, string])[]> => {
  const lines: [number, string][] = []
  for await (const { number, text } of readTextLines(path, UNREADABLE)) lines.push([number, text])
  return lines
}

test.each<[string, string, readonly (readonly [number, string])[]]>([
  ['an empty file', '', []],
  [
    'a last line that does not end',
    'one\ntwo',
    [
      [1, 'one'],
      [2, 'two'],
    ],
  ],
  [
    'lines that say nothing are counted',
    'one\n\n \t\nfour\n',
    [
      [1, 'one'],
      [4, 'four'],
    ],
  ],
  [
    'lines as Windows ends them',
    'one\r\n\r\nthree\r\n',
    [
      [1, 'one'],
      [3, 'three'],
    ],
  ],
])('%s', async (_what, text, lines) => {
  const path = join(folder, 'lines')
  await writeFile(path, text)
  expect(await linesIn(path)).toEqual(lines)
})

test.each(['none', '.'])('what cannot be read is told as the caller says: %s', async (name) => {
  const reading = linesIn(join(folder, name))
  await expect(reading).rejects.toEqual(new UserFault([UNREADABLE]))
})

test.each<[string, unknown]>([
  ['{"a":1}', { a: 1 }],
  ['[{"a":1}]', null],
  ['null', null],
  ['"a"', null],
  ['{"a":', null],
])('the object of a line: %s', (text, object) => {
  expect(parseObjectLine(text)).toEqual(object)
})
