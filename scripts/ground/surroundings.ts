import type { Lines } from './printing/lines.ts'

/** What our code may know of the world; `cli.ts` fills it from the process, tests from a table. */
export type Surroundings = {
  /** Absolute path of the team's project; in a clone, of the checkout. */
  readonly root: string
  readonly environmentVariables: Readonly<Record<string, string | undefined>>
  readonly nowMs: () => number
  /** Prints one line, whatever the text holds, or lines that are finished. */
  readonly print: (text: string | Lines) => void
  /**
   * Shows progress of long work; a line that the next one may replace.
   * @param isStep one of many steps of the same work: told only where the next one does replace it
   */
  readonly progress: (line: string, isStep?: boolean) => void
  /** Asks a person; absent where nobody sits at a terminal. */
  readonly confirm?: (question: string) => Promise<boolean>
  /** Resolves when the person asks to stop. */
  readonly untilStopped: () => Promise<void>
}
