import { z } from 'zod'
import { EXIT } from '../ground/exit.ts'
import { type Lines, lines } from '../ground/printing/lines.ts'
import { typeOf } from '../ground/schema-at.ts'
import { type Command, flagOf, type Shape, wordOf } from './command.ts'
import { takesValue } from './read-arguments.ts'
import { usage } from './usage.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** All commands, one line each. */
export const renderHelp = (commands: readonly Command[], variables: Variables): Lines =>
  lines(
    'org-guard: an Auth0 tenant that itself enforces what business customers are promised',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`),
    '',
    `\`${usage('<command>', variables, '--help')}\` says what a command takes; each prints JSON with \`--json\``,
    `exit codes: ${EXIT.ok} ok, ${EXIT.bug} our bug, ${EXIT.input} your input, ${EXIT.differences} differences found, ${EXIT.denied} denied`,
  )

/** What one command takes, as it is declared. */
export function renderCommandHelp(command: Command, variables: Variables): Lines {
  const { name, summary, options, words, notes = [] } = command
  const written = Object.entries(words).map(([word, schema]) =>
    typeOf(schema) === 'array' ? `${wordOf(word)}…` : wordOf(word),
  )
  const rows = [
    ...detailsOf(words).map((detail) => [wordOf(detail.name), toldOf(detail)] as const),
    ...detailsOf(options).map((detail) => {
      const value = takesValue(command, detail.name) ? ' <…>' : ''
      return [`${flagOf(detail.name)}${value}`, toldOf(detail)] as const
    }),
  ]
  const width = Math.max(...rows.map(([left]) => left.length))
  return lines(
    `${usage(name, variables, ['[options]', ...written.map((word) => `[${word}]`)].join(' '))}`,
    `  ${summary}`,
    '',
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    ...(notes.length === 0 ? [] : ['', ...notes]),
  )
}

/** What is declared of one option or word, read off its schema. */
export type Detail = {
  readonly name: string
  readonly description: string
  /** All that it may be; empty where it may be anything. */
  readonly values: readonly string[]
  readonly byDefault: string
}

export function detailsOf(shape: Shape): readonly Detail[] {
  const { properties = {} } = z.toJSONSchema(z.object(shape), { io: 'input' })
  return Object.entries(properties).map(([name, property]) => {
    const {
      description = '',
      enum: values = [],
      default: byDefault = '',
    } = typeof property === 'object' ? property : {}
    return {
      name,
      description,
      values: values.map(String),
      byDefault: typeof byDefault === 'string' ? byDefault : '',
    }
  })
}

const toldOf = ({ description, values, byDefault }: Detail): string =>
  `${description}${values.length === 0 ? '' : `: ${values.join(', ')}`}${byDefault === '' ? '' : ` (default ${byDefault})`}`
