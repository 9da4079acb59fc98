import { coloured } from './coloured.ts'

/** The least of a stream that lines are written to. */
export type LineStream = {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** The two ways in which a command speaks; see `Surroundings`. */
export type TerminalLines = {
  readonly print: (line: string) => void
  /** @param isStep a log has no use for every one */
  readonly progress: (line: string, isStep?: boolean) => void
}

const ESCAPE = '\u001b'
const ERASE_LINE = `\r${ESCAPE}[K`

type Variables = Readonly<Record<string, string | undefined>>

/**
 * Whether codes are understood there, and wanted.
 * @fact Whoever sets `NO_COLOR` to anything wants no colours. (no-color.org; read 2026-11-29)
 */
const takesColour = ({ isTTY }: LineStream, { NO_COLOR = '', TERM }: Variables): boolean =>
  isTTY === true && NO_COLOR === '' && TERM !== 'dumb'

/** In a terminal, progress is one line that the next one replaces; nothing else is ever erased. */
export function terminalLines(
  stdout: LineStream,
  stderr: LineStream,
  variables: Variables,
): TerminalLines {
  const isColoured = takesColour(stdout, variables)
  let isShowing = false
  const clear = (): void => {
    if (isShowing) stderr.write(ERASE_LINE)
    isShowing = false
  }
  return {
    print: (line) => {
      clear()
      stdout.write(`${isColoured ? coloured(line) : line}\n`)
    },
    progress: (line, isStep = false) => {
      if (stderr.isTTY !== true || variables.TERM === 'dumb') {
        if (!isStep) stderr.write(`${line}\n`)
        return
      }
      clear()
      stderr.write(line.slice(0, (stderr.columns || 80) - 1))
      isShowing = true
    },
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
const COLOUR = /\u001b\[[0-9;]*[A-Za-z]/g

/** What another program writes to a terminal, without its colour codes. */
export const withoutColours = (line: string): string => line.replace(COLOUR, '')
