/** Readers of JSON that nobody has validated: whatever is not of the kind asked for is empty. */

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

export const textsOf = (value: unknown): readonly string[] =>
  listOf(value).filter((item): item is string => typeof item === 'string')

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' ? value : null

/** How a message names what was found. */
export const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : `\`${JSON.stringify(value)}\``

export type JsonPath = readonly (string | number)[]

/** Every text in a JSON value, keys included, with the path to it. */
export function* everyTextIn(
  value: unknown,
  path: JsonPath = [],
): Generator<{ readonly path: JsonPath; readonly text: string; readonly isKey: boolean }> {
  if (typeof value === 'string') yield { path, text: value, isKey: false }
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    const step = Array.isArray(value) ? Number(key) : key
    if (typeof step === 'string') yield { path: [...path, step], text: step, isKey: true }
    yield* everyTextIn(inner, [...path, step])
  }
}
