import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { type Fault, UserFault } from '../failures.ts'

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
  throw new UserFault(result.error.issues.flatMap((issue) => toFaults(issue, value, code, source)))
}

type Issue = z.core.$ZodIssue

function toFaults(issue: Issue, value: unknown, code: string, source: Source): readonly Fault[] {
  const paths =
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [...issue.path, key])
      : [issue.path]
  return paths.map((path) => {
    const place = (source.locate ?? defaultPlace(source.file))(path)
    const found = issue.code === 'unrecognized_keys' ? 'unknown key' : show(valueAt(value, path))
    return {
      code,
      message: `\`${place.path}\` in \`${place.file}\` is not accepted: found ${found}, accepted ${accepted(issue)}`,
      fix: fixFor(issue, place.path, place.file),
      place,
    }
  })
}

const defaultPlace =
  (file: string) =>
  (path: readonly PropertyKey[]): { file: string; path: string } => ({ file, path: dotted(path) })

export const dotted = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? '(the whole file)' : path.map(String).join('.')

function fixFor(issue: Issue, path: string, file: string): string {
  if (issue.code === 'unrecognized_keys') {
    return `remove \`${path}\` from \`${file}\`, or spell it as the schema does`
  }
  return `write an accepted value at \`${path}\` in \`${file}\``
}

function accepted(issue: Issue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'only the keys of the schema beside it'
    case 'invalid_value':
      return issue.values.map((value) => `\`${String(value)}\``).join(', ')
    case 'invalid_type':
      return `a value of type ${issue.expected}`
    case 'invalid_format':
      return issue.pattern === undefined ? `text of format ${issue.format}` : issue.pattern
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(accepted))].join(' or ')
    case 'too_small':
      return `at least ${issue.minimum}`
    case 'too_big':
      return `at most ${issue.maximum}`
    default:
      return issue.message
  }
}

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
