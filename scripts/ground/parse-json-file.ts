import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { isNear, nearestFirst } from './nearest-first.ts'
import { descriptionOf, keysOf, schemaAt } from './schema-at.ts'
import { type Fault, UserFault } from './user-fault.ts'

/** Where a value came from, so that faults can name it. */
export type Source = {
  /** Path relative to the project, with forward slashes. */
  readonly file: string
  /** Names the file and the path in it for a value; defaults to the path in `file`. */
  readonly locate?: (path: readonly PropertyKey[]) => { file: string; path: string }
}

/** @throws UserFault when the file is missing or is not JSON */
export async function readJsonFile(absolutePath: string, file: string): Promise<unknown> {
  const text = await readFile(absolutePath, 'utf8').catch(() => null)
  if (text === null) {
    throw new UserFault([
      { code: 'file_missing', message: `\`${file}\` cannot be read`, fix: `create \`${file}\`` },
    ])
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UserFault([
      { code: 'json_invalid', message: `\`${file}\` is not JSON: ${why}`, fix: 'mend the syntax' },
    ])
  }
}

/** @throws UserFault with one fault per place that does not fit the schema */
export function parseValue<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  code: string,
  source: Source,
): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new UserFault(
    result.error.issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? unknownKeys(issue, schema, code, source)
        : [misfit(issue, value, schema, code, source)],
    ),
  )
}

type Issue = z.core.$ZodIssue

function unknownKeys(
  issue: z.core.$ZodIssueUnrecognizedKeys,
  schema: z.ZodType,
  code: string,
  source: Source,
): readonly Fault[] {
  const object = schemaAt(schema, issue.path)
  return issue.keys.map((key) => {
    const place = (source.locate ?? defaultPlace(source.file))([...issue.path, key])
    const known = nearestFirst(key, object === null ? [] : keysOf(object))
    const [nearest] = known
    const meant =
      nearest !== undefined && isNear(key, nearest) ? `did you mean \`${nearest}\`? if not, ` : ''
    return {
      code,
      message: `\`${place.path}\` in \`${place.file}\` is not accepted: found unknown key, accepted ${listed(known)}`,
      fix: `${meant}remove \`${place.path}\` from \`${place.file}\``,
      place,
    }
  })
}

function misfit(
  issue: Issue,
  value: unknown,
  schema: z.ZodType,
  code: string,
  source: Source,
): Fault {
  const place = (source.locate ?? defaultPlace(source.file))(issue.path)
  const found = valueAt(value, issue.path)
  const declared = schemaAt(schema, issue.path)
  const description = declared === null ? undefined : descriptionOf(declared)
  return {
    code,
    message: `\`${place.path}\` in \`${place.file}\` is not accepted: found ${show(found)}, accepted ${accepted(issue, description, found === undefined)}`,
    fix: isRefused(issue)
      ? `remove \`${place.path}\` from \`${place.file}\``
      : `write an accepted value at \`${place.path}\` in \`${place.file}\``,
    place,
  }
}

/** No value is accepted there, whatever it is. */
const isRefused = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && issue.expected === 'never'

const defaultPlace =
  (file: string) =>
  (path: readonly PropertyKey[]): { file: string; path: string } => ({ file, path: dotted(path) })

export const dotted = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '(the whole file)' : path.map(String).join('.')

/**
 * What an issue of a schema would have taken, to end the sentence "found …, accepted …".
 * @param isMissing where nothing was written, what it is for is told as well
 */
export function accepted(issue: Issue, description?: string, isMissing = false): string {
  const what = description === undefined ? '' : ` (${description})`
  switch (issue.code) {
    case 'invalid_value':
      return `${listed(issue.values.map(String))}${isMissing ? what : ''}`
    case 'invalid_type':
      if (isRefused(issue)) return `nothing${what}`
      return `a value of type ${issue.expected === 'record' ? 'object' : issue.expected}${what}`
    case 'invalid_format':
      return description ?? issue.pattern ?? `text of format ${issue.format}`
    case 'invalid_key':
      return issue.issues.map((inner) => `a key like ${accepted(inner)}`).join(' and ')
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map((inner) => accepted(inner)))].join(' or ')
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.minimum, issue.origin)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.maximum, issue.origin)}`
    default:
      return issue.message
  }
}

const UNITS: Readonly<Record<string, readonly [one: string, many: string]>> = {
  string: [' character', ' characters'],
  array: [' entry', ' entries'],
}

const amount = (count: number | bigint, origin: string): string =>
  `${count}${UNITS[origin]?.[count === 1 ? 0 : 1] ?? ''}`

const listed = (values: readonly string[]): string =>
  values.map((value) => `\`${value}\``).join(', ') || 'no key at all'

const show = (value: unknown): string =>
  value === undefined ? 'nothing' : `\`${JSON.stringify(value).slice(0, 60)}\``

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  )
