import { parseArgs } from 'node:util'
import { isNear, nearestFirst } from '../ground/nearest-first.ts'
import { typeOf } from '../ground/schema-at.ts'
import type { Fault } from '../ground/user-fault.ts'
import { type Command, flagOf, type RawValues } from './command.ts'
import { usage } from './usage.ts'

/** What stands on a command line, not judged yet. */
export type ReadArguments = {
  readonly values: RawValues
  readonly faults: readonly Fault[]
}

type Token = NonNullable<ReturnType<typeof tokensOf>>[number]

/** Sorts arguments into options and words; everything that cannot be one of them is told. */
export function readArguments(
  command: Command,
  args: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): ReadArguments {
  const names = new Map(Object.keys(command.options).map((name) => [flagOf(name), name]))
  const values: Record<string, string | true | readonly string[]> = {}
  const objections: string[] = []
  const given: string[] = []
  let isUnknownGiven = false
  for (const token of tokensOf(command, args)) {
    if (token.kind === 'positional') given.push(token.value)
    if (token.kind !== 'option') continue
    const name = names.get(token.rawName)
    isUnknownGiven ||= name === undefined
    const objection =
      name === undefined
        ? unknown(token.rawName, [...names.keys()])
        : objectionTo(token, takesValue(command, name), Object.hasOwn(values, name))
    if (objection !== null) objections.push(objection)
    else if (name !== undefined) values[name] = token.value ?? true
  }
  const { words, left } = sortWords(command, given)
  // What follows an option that nobody knows may be its value.
  if (!isUnknownGiven) objections.push(...left.map((word) => `\`${word}\` is a word too many`))
  return {
    values: { ...values, ...words },
    faults: objections.map((objection) => ({
      code: 'option_invalid',
      message: `\`${command.name}\` was called with what it does not take: ${objection}`,
      fix: `see \`${usage(command.name, variables, '--help')}\``,
    })),
  }
}

/** Whether an option is followed by a value. */
export const takesValue = ({ options }: Pick<Command, 'options'>, name: string): boolean =>
  options[name] !== undefined && typeOf(options[name]) !== 'boolean'

const tokensOf = (command: Command, args: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.keys(command.options).map((name) => [
        flagOf(name).slice(2),
        { type: takesValue(command, name) ? 'string' : 'boolean' } as const,
      ]),
    ),
    // Node tells one fault and stops; here all of them are told.
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens

function objectionTo(
  { rawName, value, inlineValue }: Extract<Token, { kind: 'option' }>,
  isValueTaken: boolean,
  isKnown: boolean,
): string | null {
  if (isKnown) return `\`${rawName}\` stands there twice`
  if (!isValueTaken) {
    return value === undefined ? null : `\`${rawName}\` takes no value, found \`${value}\``
  }
  if (value === undefined) return `\`${rawName}\` has no value`
  // Somebody forgot the value, or the value begins with a dash.
  return !inlineValue && value.startsWith('-')
    ? `\`${rawName}\` has no value, or it has to be written \`${rawName}=${value}\``
    : null
}

function unknown(rawName: string, known: readonly string[]): string {
  const nearest = nearestFirst(rawName, known)
  const [first] = nearest
  const meant = first !== undefined && isNear(rawName, first) ? `; did you mean \`${first}\`?` : ''
  return `\`${rawName}\`, accepted ${nearest.map((one) => `\`${one}\``).join(', ')}${meant}`
}

function sortWords(
  { words }: Command,
  given: readonly string[],
): { words: RawValues; left: readonly string[] } {
  const sorted: Record<string, string | readonly string[]> = {}
  let left = given
  for (const [name, schema] of Object.entries(words)) {
    if (typeOf(schema) === 'array') return { words: { ...sorted, [name]: left }, left: [] }
    const [word, ...rest] = left
    if (word !== undefined) sorted[name] = word
    left = rest
  }
  return { words: sorted, left }
}
