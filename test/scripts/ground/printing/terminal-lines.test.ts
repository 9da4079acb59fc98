import { expect, test } from 'vitest'
import {
  type TerminalLines,
  terminalLines,
} from '../../../../scripts/ground/printing/terminal-lines.ts'

const ERASE = '\r\u001b[K'

test('a terminal that does not know how wide it is shows the whole line', () => {
  const shown: string[] = []
  const stream = { isTTY: true, columns: 0, write: (text: string) => shown.push(text) }
  terminalLines(stream, stream).progress('deploying')
  expect(shown).toEqual(['deploying'])
})

test.each<[string, boolean, (lines: TerminalLines) => void, string]>([
  [
    'nothing is erased where nothing is shown',
    true,
    ({ print }) => ['built', 'deployed'].forEach(print),
    'built\ndeployed\n',
  ],
  [
    'progress is replaced by progress, and by a line, once',
    true,
    ({ print, progress }) => {
      ;['one', 'two'].forEach(progress)
      ;['done', 'and done'].forEach(print)
    },
    `one${ERASE}two${ERASE}done\nand done\n`,
  ],
  [
    'progress is no longer than the line',
    true,
    ({ progress }) => progress('0123456789'),
    '012345678',
  ],
  [
    'into a file, nothing is erased',
    false,
    ({ print, progress }) => {
      ;['one', 'two'].forEach(progress)
      print('done')
    },
    'one\ntwo\ndone\n',
  ],
])('%s', (_what, isTTY, speak, written) => {
  const shown: string[] = []
  const write = (text: string) => shown.push(text)
  speak(terminalLines({ write }, { isTTY, columns: 10, write }))
  expect(shown.join('')).toBe(written)
})
