import type { JsonObject } from '../store.ts'
import { isObject } from './body.ts'

/**
 * What stands at a dotted path, as texts.
 * @fact Lists on the way are searched through. (Auth0 docs, user search query syntax; read 2026-12-02)
 */
export function valuesAt(item: JsonObject, field: string): readonly string[] {
  return Object.hasOwn(item, field) ? textsIn(item[field], []) : textsIn(item, field.split('.'))
}

function textsIn(value: unknown, path: readonly string[]): readonly string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap((entry) => textsIn(entry, path))
  const [key, ...rest] = path
  if (key === undefined) return [isObject(value) ? JSON.stringify(value) : String(value)]
  return isObject(value) && Object.hasOwn(value, key) ? textsIn(value[key], rest) : []
}

export type Range = {
  readonly term_min: string
  readonly term_max: string
  readonly inclusive: 'both' | 'left' | 'right' | 'none'
}

/** Numbers as numbers; dates by as much of them as the range names: a day holds all of its hours. */
export function isInRange(value: string, { term_min, term_max, inclusive }: Range): boolean {
  const fromMin = compared(value, term_min)
  const toMax = compared(value, term_max)
  const isFrom = inclusive === 'both' || inclusive === 'left' ? fromMin >= 0 : fromMin > 0
  const isTo = inclusive === 'both' || inclusive === 'right' ? toMax <= 0 : toMax < 0
  return (term_min === '*' || isFrom) && (term_max === '*' || isTo)
}

function compared(value: string, bound: string): number {
  const [number, other] = [Number(value), Number(bound)]
  if (!Number.isNaN(number) && !Number.isNaN(other)) return number - other
  const part = value.slice(0, bound.length)
  return Number(part > bound) - Number(part < bound)
}

/** Star by star, without a regular expression that a query could make slow. */
export function isWildcardMatch(value: string, pattern: string): boolean {
  const parts = pattern.split(/(?<!\\)\*/).map((part) => part.replace(/\\(.)/g, '$1'))
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (!value.startsWith(first)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = value.indexOf(part, at)
    if (found === -1) return false
    at = found + part.length
  }
  return value.length - last.length >= at && value.endsWith(last)
}
