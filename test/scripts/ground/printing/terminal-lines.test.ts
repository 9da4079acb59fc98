import { expect, test } from 'vitest'
import {
  type TerminalLines,
  terminalLines,
} from '../../../../scripts/ground/printing/terminal-lines.ts'

const ERASE = '\r\u001b[K'

test('a terminal that does not know how wide it is shows the whole line', () => {
  const shown: string[] = []
  const stream = { isTTY: true, columns: 0, write: (text: string) => shown.push(text) }
  terminalLines(stream, stream, {}).progress('deploying')
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
      progress('one')
      progress('two')
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
    'a step is shown as progress is',
    true,
    ({ print, progress }) => {
      progress('1 of 9', true)
      print('done')
    },
    `1 of 9${ERASE}done\n`,
  ],
  [
    'into a file, steps are not told',
    false,
    ({ print, progress }) => {
      progress('deploying')
      progress('1 of 9', true)
      print('done')
    },
    'deploying\ndone\n',
  ],
  [
    'into a file, nothing is erased',
    false,
    ({ print, progress }) => {
      progress('one')
      progress('two')
      print('done')
    },
    'one\ntwo\ndone\n',
  ],
])('%s', (_what, isTTY, speak, written) => {
  const shown: string[] = []
  const write = (text: string) => shown.push(text)
  speak(terminalLines({ write }, { isTTY, columns: 10, write }, {}))
  expect(shown.join('')).toBe(written)
})

const RED = '\u001b[31mdrift_found: x\u001b[39m\n'
const PLAIN = 'drift_found: x\n'

test.each<[string, boolean, Readonly<Record<string, string>>, string]>([
  ['a terminal', true, {}, RED],
  ['a terminal, with an empty NO_COLOR', true, { NO_COLOR: '' }, RED],
  ['a terminal, with NO_COLOR', true, { NO_COLOR: '1' }, PLAIN],
  ['a terminal that knows no codes', true, { TERM: 'dumb' }, PLAIN],
  ['a file', false, {}, PLAIN],
])('colour in %s', (_what, isTTY, variables, written) => {
  const shown: string[] = []
  const stream = { isTTY, columns: 80, write: (text: string) => shown.push(text) }
  terminalLines(stream, stream, variables).print('drift_found: x')
  expect(shown).toEqual([written])
})

test.each([
  ['warning: x', 33],
  ['  fix: x', 36],
  ['+     clients', 32],
  ['-     clients', 31],
  ['~     clients', 33],
  ['!!    a door', 31],
])('%s has a colour', (line, code) => {
  const shown: string[] = []
  const stream = { isTTY: true, write: (text: string) => shown.push(text) }
  terminalLines(stream, stream, {}).print(`${line}\n----  -------\nplan for x`)
  expect(shown).toEqual([`\u001b[${code}m${line}\u001b[39m\n----  -------\nplan for x\n`])
})
