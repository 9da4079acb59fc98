import { type Lines, lines } from './lines.ts'
import { printable, printableValue, writtenOut } from './printable.ts'

/** Markdown as it is, or a value that still has to be put into it, wherever it will stand. */
type Part = { readonly kind: 'markdown' | 'code'; readonly text: string }

/** Nominal, so that a plain string is no Markdown and cannot become a part of it. */
class FinishedMarkdown {
  readonly #parts: readonly Part[]

  constructor(parts: readonly Part[]) {
    this.#parts = parts
  }

  get parts(): readonly Part[] {
    return this.#parts
  }

  toString(): string {
    return this.#render(codeSpan)
  }

  /** As a cell, where a bar would end it and an end of the line the whole row. */
  toCell(): string {
    return this.#render((text) => codeSpan(barred(text))).replaceAll('\n', ' ')
  }

  #render(spanOf: (text: string) => string): string {
    return this.#parts.reduce((page, { kind, text }) => {
      if (kind === 'markdown') return page + (/`$/.test(page) ? text.replace(/^`/, ' `') : text)
      // Two spans that touch would be one, and a backslash would take the first tick.
      return `${page}${/[`\\]$/.test(page) ? ' ' : ''}${spanOf(printableValue(text))}`
    }, '')
  }
}

/**
 * Markdown that is well formed whatever was put into it. What comes from elsewhere stands in code,
 * nowhere else.
 * @fact GitHub looks for `@team`, `#123`, commits and addresses in the finished text, where no
 * escape and no entity stops it, and leaves code alone. (github/cmark-gfm, issues 181 and 389; read
 * 2026-11-28)
 */
export type Markdown = FinishedMarkdown

/** A template tag: the template is Markdown, every string that is put in becomes code. */
export const markdown = (
  words: TemplateStringsArray,
  ...values: readonly (Markdown | string)[]
): Markdown =>
  new FinishedMarkdown(
    words.flatMap((word, index) => {
      const value = values[index]
      const own: Part = { kind: 'markdown', text: word }
      if (value === undefined) return [own]
      return [own, ...(typeof value === 'string' ? code(value) : value).parts]
    }),
  )

/** One value, shown as it is. */
export const code = (text: string): Markdown => new FinishedMarkdown([{ kind: 'code', text }])

/**
 * A sentence of our own, from a table in our own code, with code in backticks: whatever else could
 * mean something in Markdown does not. Never for what comes from elsewhere.
 */
export const prose = (text: string): Markdown =>
  new FinishedMarkdown(
    text.split(/`([^`]+)`/).map((part, index): Part => {
      if (index % 2 === 1) return { kind: 'code', text: part }
      const meaningless = part.replace(/[\\`*<[\]|~]|(?<!\w)_|_(?!\w)/g, '\\$&')
      return { kind: 'markdown', text: printable(meaningless) }
    }),
  )

/** Parts of one line, or blocks, with Markdown between them. */
export const joined = (parts: readonly Markdown[], between: Markdown): Markdown =>
  new FinishedMarkdown(
    parts.flatMap(({ parts: own }, index): readonly Part[] =>
      index === 0 ? own : [...between.parts, ...own],
    ),
  )

/** Blocks of a page, one after the other. */
export const blocks = (...parts: readonly Markdown[]): Markdown => joined(parts, markdown`\n\n`)

/** Rows of cells below a heading. */
export function table(
  heading: readonly string[],
  rows: readonly (readonly Markdown[])[],
): Markdown {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const text = [
    line(heading.map((cell) => prose(cell).toCell())),
    line(heading.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => cell.toCell()))),
  ].join('\n')
  return new FinishedMarkdown([{ kind: 'markdown', text }])
}

/**
 * Text of several lines, whole, in a fence that nothing in it can close.
 * @param language a word for highlighting
 */
export function fenced(language: 'diff' | 'json', text: string): Markdown {
  const content = printable(text).replace(/\n$/, '')
  const fence = '`'.repeat(Math.max(3, longestRun(content) + 1))
  return new FinishedMarkdown([
    { kind: 'markdown', text: `${fence}${language}\n${content}\n${fence}` },
  ])
}

/** For what prints lines: the same text. */
export const linesOf = (page: Markdown): Lines => lines(...`${page}`.split('\n'))

function codeSpan(text: string): string {
  // There is no empty code in Markdown.
  if (text === '') return '`""`'
  const ticks = '`'.repeat(longestRun(text) + 1)
  const edge = /^`|`$/.test(text) ? ' ' : ''
  return `${ticks}${edge}${text}${edge}${ticks}`
}

const longestRun = (text: string): number =>
  Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length))

/** Parsers differ on a bar after a backslash, so that one is written out. */
const barred = (text: string): string =>
  text.replace(/(\\?)\|/g, (_all, before: string) =>
    before === '' ? '\\|' : `${before}${writtenOut('|')}`,
  )
