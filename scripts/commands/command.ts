import type { ExitCode } from '../failures.ts'
import type { Lines } from '../printing/lines.ts'

/** What a command may know of the world; `cli.ts` fills it from the process, tests from a table. */
export type Surroundings = {
  /** Absolute path of the checkout. */
  readonly root: string
  readonly environmentVariables: Readonly<Record<string, string | undefined>>
  readonly nowMs: () => number
  /** Prints one line, whatever the text holds, or lines that are finished. */
  readonly print: (text: string | Lines) => void
  /** Shows progress of long work; a line that the next one may replace. */
  readonly progress: (line: string) => void
  /** Resolves when the person asks to stop. */
  readonly untilStopped: () => Promise<void>
}

export type CommandOptions = Readonly<Record<string, string | boolean | undefined>>

export type Command = {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  readonly options: Readonly<Record<string, OptionDescription>>
  /** Name of the words after the options, for `--help`; absent when there are none. */
  readonly words?: string
  /** What else `--help` has to say, e.g. which scopes are needed. */
  readonly notes?: readonly string[]
  run(
    options: CommandOptions,
    words: readonly string[],
    surroundings: Surroundings,
  ): Promise<ExitCode>
}

export type OptionDescription = {
  readonly type: 'string' | 'boolean'
  readonly default?: string
  readonly description: string
}

/** The option every command about an environment has. */
export const ENVIRONMENT_OPTION: OptionDescription = {
  type: 'string',
  default: 'local',
  description: 'name of a file in tenant/environments',
}

export const textOption = (options: CommandOptions, name: string): string =>
  typeof options[name] === 'string' ? options[name] : ''
