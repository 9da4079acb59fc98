import type { JsonObject } from '../store.ts'
import { isObject } from './body.ts'
import { invalidQuery } from './management-error.ts'

/**
 * A small part of Auth0's Lucene syntax: `field:value` terms joined by `AND`, each value bare, in
 * quotes, or ending in `*`, fields dotted, and `_exists_:field`. Anything else is refused, so that
 * nobody mistakes an unsupported query for an empty answer.
 * @throws ManagementError 400 `invalid_query_string`
 */
export function parseSearchQuery(text: string): (item: JsonObject) => boolean {
  const tests = text.split(/\s+AND\s+/).map(parseTerm)
  return (item) => tests.every((test) => test(item))
}

const TERM = /^(-?)([\w.]+):(?:"((?:[^"\\]|\\.)*)"|([^\s"()[\]{}*]*)(\*?))$/

function parseTerm(text: string): (item: JsonObject) => boolean {
  const match = TERM.exec(text.trim())
  const [, minus, field, quoted, bare, star] = match ?? []
  if (field === undefined) {
    throw invalidQuery(`'[local tenant] Unsupported query syntax: ${text}' on property q.`)
  }
  const wanted = (quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '').toLowerCase()
  const isMatch = (value: string) => (star === '*' ? value.startsWith(wanted) : value === wanted)
  const path = (field === '_exists_' ? (quoted ?? bare ?? '') : field).split('.')
  const test = (item: JsonObject): boolean => {
    const values = valuesAt(item, path)
    if (field === '_exists_') return values.length > 0
    return values.some((value) => isMatch(value.toLowerCase()))
  }
  return minus === '-' ? (item) => !test(item) : test
}

// Lists are searched through, as Auth0 does for `identities.connection`.
function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((entry) => valuesAt(entry, path))
  const [key, ...rest] = path
  if (key === undefined) return [isObject(value) ? JSON.stringify(value) : String(value)]
  return isObject(value) && Object.hasOwn(value, key) ? valuesAt(value[key], rest) : []
}
