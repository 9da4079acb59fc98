import { z } from 'zod'
import type { Answer } from '../ground/answer.ts'
import { accepted } from '../ground/parse-json-file.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import type { Repeated } from '../shipping/run-environments.ts'
import { flag, text } from './options.ts'

/** By name as in the code: `withoutSecrets` is `--without-secrets`. */
export type Shape = Readonly<Record<string, z.ZodType>>

/** What a person gave, by name, before anybody judged it. */
export type RawValues = Readonly<Record<string, string | true | readonly string[]>>

type Described = {
  readonly name: string
  /** One line for `--help`. */
  readonly summary: string
  /** What else `--help` has to say, e.g. which scopes are needed. */
  readonly notes?: readonly string[]
  /** Where it may be given `--environments`. */
  readonly across?: Repeated['across']
}

export type Given<Shapes> = { readonly [Name in keyof Shapes]: z.output<Shapes[Name]> }

/** What was given, judged: either it can be run or there are faults. */
export type Judged = {
  readonly faults: readonly Fault[]
  /** Those it is to be run for, each in a process of its own; empty where it runs here. */
  readonly environments: readonly string[]
  run(surroundings: Surroundings): Promise<Answer>
}

/** A command as the command line knows it: any command. */
export type Command = Described & {
  readonly options: Shape
  /** What is given without a name, in this order; a list takes all that is left. */
  readonly words: Shape
  judge(values: RawValues): Judged
}

/** Declares a command once: help, completion, refusals and the type that `run` gets follow from it. */
export function defineCommand<
  Options extends Shape,
  Words extends Shape = Readonly<Record<never, never>>,
>(
  own: Described & {
    readonly options: Options
    readonly words?: Words
    run(given: Given<Options & Words>, surroundings: Surroundings): Promise<Answer>
  },
): Command {
  const { name, summary, notes, across, words = {} } = own
  const options = { ...own.options, ...EVERYWHERE }
  const schema = z.object({ ...options, ...words })
  return {
    name,
    summary,
    options,
    words,
    ...(notes === undefined ? {} : { notes }),
    ...(across === undefined ? {} : { across }),
    judge: (values) => {
      const { data, error } = schema.safeParse(values)
      const faults = error?.issues.map((issue) => misfit(issue, values, words)) ?? []
      const { environments = [] } = (data ?? {}) as { environments?: readonly string[] }
      return {
        faults,
        environments,
        run: async (surroundings) => {
          refuseFaults(faults)
          return own.run(data as Given<Options & Words>, surroundings)
        },
      }
    },
  }
}

/** What every command takes; where the project is, the command line reads itself, before any command runs. */
const EVERYWHERE = {
  project: text('a folder of the project (default: this one, or the nearest above it)'),
  json: flag('print the answer as JSON, and nothing else'),
}

/** As it is written on a command line. */
export const flagOf = (name: string): string => `--${kebab(name)}`

export const wordOf = (name: string): string => `<${kebab(name)}>`

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function misfit(issue: z.core.$ZodIssue, values: RawValues, words: Shape): Fault {
  const name = String(issue.path[0])
  const written = Object.hasOwn(words, name) ? wordOf(name) : flagOf(name)
  return {
    code: 'option_invalid',
    message: `\`${written}\` is not accepted: found \`${values[name] ?? 'nothing'}\`, accepted ${accepted(issue)}`,
    fix: `write an accepted value for \`${written}\``,
  }
}
