import { type Lines, lines } from './lines.ts'
import { printableValue } from './printable.ts'

const GAP = '  '

/**
 * Columns as wide as their widest cell; the first row is the heading. A cell stays one cell of one
 * line: it cannot hold what sets columns apart.
 */
export function renderTable(rows: readonly (readonly string[])[]): Lines {
  const cells = rows.map((row) => row.map(printableValue))
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  )
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join(GAP)
      .trimEnd()
  const rule = widths.map((width) => '-'.repeat(width))
  const [heading = [], ...body] = cells
  return lines(...[heading, rule, ...body].map(line))
}

const MARK = /\p{M}/u
/** What terminals draw two columns wide; Unicode has no property for it that a pattern could name. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u

/** In columns of a terminal. */
const widthOf = (text: string): number =>
  [...text].reduce((width, sign) => width + (MARK.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0)
