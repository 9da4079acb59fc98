import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indented, lines } from '../../../../scripts/ground/printing/lines.ts'
import { renderJson } from '../../../../scripts/ground/printing/render-json.ts'
import { renderTable } from '../../../../scripts/ground/printing/render-table.ts'
import { runCommandLine } from '../../../../scripts/run-command-line.ts'
import { aRun } from '../../../builders/a-run.ts'
import { HIDDEN, hostileText } from '../../../builders/hostile-text.ts'

const run = aRun('lines', 2000)

/** As GitHub's runner, Azure Pipelines and TeamCity look for commands. */
const COMMAND = /^\s*::|##\w*\[/

const isOneLine = (line: string): boolean =>
  !line.includes('\n') && !HIDDEN.test(line) && !COMMAND.test(line)

describe('a text', () => {
  test('is one line that hides nothing and commands nobody', () => {
    fc.assert(
      fc.property(fc.array(hostileText, { maxLength: 4 }), (texts) => {
        const page = lines(...texts, indented('  ', lines(...texts)))
        expect(page.texts.length).toBe(2 * texts.length)
        expect(`${page}`.split('\n').filter((line) => !isOneLine(line))).toEqual([])
      }),
      run,
    )
  })

  test.each([
    ['::error::x', '\\u003a:error::x'],
    ['  ::add-mask::x', '  \\u003a:add-mask::x'],
    ['a ::error::x', 'a ::error::x'],
    ['##[group]x', '\\u0023#[group]x'],
    ['a ##vso[task.complete]x', 'a \\u0023#vso[task.complete]x'],
    ['###teamcity[x]', '#\\u0023#teamcity[x]'],
    ['### Title', '### Title'],
    ['a\nb', 'a\\u000ab'],
    ['\ta', '\ta'],
  ])('%j is shown as %j', (text, shown) => {
    expect(`${lines(text)}`).toBe(shown)
  })
})

describe('a table', () => {
  /** Where columns begin, by the rule below the heading. */
  const columnsOf = (rule: string): readonly number[] =>
    [...rule.matchAll(/-+/g)].map(({ index }) => index)

  test('has a line per row and a cell per value', () => {
    const value = hostileText.map((text) => text.replace(/[^\0-\u024f]/gu, ''))
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 4 }), (rows) => {
        const [heading = '', rule = '', ...body] = renderTable([['a', 'b', 'c'], ...rows]).texts
        expect([heading.split(/ {2,}/), body.length]).toEqual([['a', 'b', 'c'], rows.length])
        for (const line of body) {
          expect(isOneLine(line)).toBe(true)
          // A blank before each column, and never two within a cell.
          const [, second = 0, third = 0] = columnsOf(rule)
          const cells = [line.slice(0, second), line.slice(second, third), line.slice(third)]
          expect(cells.filter((cell) => /^ +\S| {2,}\S|\t/.test(cell))).toEqual([])
        }
      }),
      run,
    )
  })

  test('counts columns as terminals do', () => {
    expect(
      renderTable([
        ['name', 'x'],
        ['漢字', 'a'],
        ['e\u0301', 'b'],
      ]).texts,
    ).toEqual(['name  x', '----  -', '漢字  a', 'e\u0301     b'])
  })
})

test('JSON stays the same JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(hostileText, fc.array(hostileText)), (value) => {
      const { texts } = renderJson(value)
      expect(JSON.parse(texts.join('\n'))).toEqual(value)
      expect(texts.filter((line) => !isOneLine(line))).toEqual([])
    }),
    run,
  )
})

describe('what is wrong', () => {
  const printedBy = async (...args: readonly string[]): Promise<readonly string[]> => {
    const printed: string[] = []
    await runCommandLine(args, {
      root: '',
      environmentVariables: {},
      nowMs: () => {
        throw new Error('no time\nok verified\n    at evil')
      },
      print: (text) => printed.push(text),
      progress: () => {},
      untilStopped: async () => {},
    })
    return printed.join('\n').split('\n')
  }

  test('with the input is two lines, whatever the input is', async () => {
    const printed = await printedBy('schema', '--x\n::error::forged')
    expect(printed).toEqual([
      expect.stringMatching(/^option_invalid: .*--x\\u000a::error::forged/),
      '  fix: see `org-guard schema --help`',
    ])
  })

  test('with us is what was thrown in one line, and where', async () => {
    const [bug, what, ...frames] = await printedBy('build')
    expect([bug, what]).toEqual([
      'bug: this is our mistake, not yours',
      'Error: no time\\u000aok verified\\u000a    at evil',
    ])
    expect(frames.filter((frame) => !/^ {4}at .*:\d+:\d+\)?$/.test(frame))).toEqual([])
  })
})
