import type { CommandOptions } from '../ground/command-options.ts'
import type { ExitCode } from '../ground/failures.ts'
import type { Surroundings } from '../ground/surroundings.ts'

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
