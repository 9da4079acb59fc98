/** JSON as it is read and sent: plain values only. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// What nobody has validated is read by kind: whatever is of another kind is empty.

export const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  isObject(value) ? value : {}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' ? value : null

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The objects in `value`; anything else in it, or instead of it, is left out. */
export const objectsIn = (value: unknown): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isObject) : []

/** The texts in `value`; anything else in it, or instead of it, is left out. */
export const textsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []

/** Null for what is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** One text for equal values: keys sorted at every level, absent members left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
  return `{${members.join(',')}}`
}

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
