import { describe, expect, test } from 'vitest'
import { printable } from '../../../../scripts/ground/printing/printable.ts'
import { runCommandLine } from '../../../../scripts/run-command-line.ts'

describe('what could hide or forge what is shown is written out', () => {
  test.each<[string, string, string]>([
    ['the start of the line', '-steal()\r+fine()', '-steal()\\u000d+fine()'],
    ['an erased line', '\u001b[1A\u001b[2K', '\\u001b[1A\\u001b[2K'],
    ['a control sequence in one sign', '\u009b2J', '\\u009b2J'],
    ['a backspace', 'a\bb', 'a\\u0008b'],
    ['a change of direction', 'a\u202eb', 'a\\u202eb'],
    ['an isolated direction', 'a\u2067b', 'a\\u2067b'],
    ['a letter of no width', 'a\u200bb', 'a\\u200bb'],
    ['a tag that no font draws', 'a\u{e0041}b', 'a\\udb40\\udc41b'],
    ['another end of a line', 'a\u2028b', 'a\\u2028b'],
  ])('%s', (_what, text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  test('and JSON stays the same JSON', () => {
    const value = { name: 'a\u202e\u009b\u{e0041}\r', code: '\u2028\n' }
    expect(JSON.parse(printable(JSON.stringify(value, null, 2)))).toEqual(value)
  })

  test('and nothing else is', () => {
    const text = 'ok  Ünïcode – “quoted” …\n\tüber 漢字 |'
    expect(printable(text)).toBe(text)
  })
})

test('no command prints anything else', async () => {
  const printed: string[] = []
  await runCommandLine(['schema', '--\u001b[2J'], {
    root: '',
    environmentVariables: {},
    nowMs: () => 0,
    print: (line) => void printed.push(line),
    progress: () => {},
    untilStopped: async () => {},
  })
  expect(printed.join('\n')).toMatch(/^option_invalid: .*--\\u001b\[2J/)
})
