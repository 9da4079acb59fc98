import { printableLine } from './printable.ts'

/** Nominal, so that a text which somebody put together elsewhere is no `Lines`. */
class FinishedLines {
  readonly #texts: readonly string[]

  constructor(texts: readonly string[]) {
    this.#texts = texts
  }

  get texts(): readonly string[] {
    return this.#texts
  }

  toString(): string {
    return this.#texts.join('\n')
  }
}

/** Several lines that a terminal, a log of CI or a file of text may show as they are. */
export type Lines = FinishedLines

/**
 * The one way to more than one line: each text is exactly one, whatever it holds, and lines that are
 * finished already stay as they are.
 */
export const lines = (...parts: readonly (string | Lines)[]): Lines =>
  new FinishedLines(
    parts.flatMap((part) => (typeof part === 'string' ? [printableLine(part)] : part.texts)),
  )

/** The same lines, further to the right. */
export const indented = (by: string, { texts }: Lines): Lines =>
  new FinishedLines(texts.map((text) => (text === '' ? '' : `${by}${text}`)))
