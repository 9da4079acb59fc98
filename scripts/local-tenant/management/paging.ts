import { invalidQuery } from './management-error.ts'
import { ok, type RouteAnswer } from './route.ts'

/**
 * @fact A list comes in one of three forms: a bare array; `include_totals` with `start`, `limit`
 * and `total`; and checkpoints (`from`/`take`), which never carry totals. (tests of auth0-deploy-cli, paged
 * lists; recorded 2026-08-10)
 */
export const DEFAULT_PER_PAGE = 50
export const MAX_PER_PAGE = 100

/** A list that does not page, and is nothing but its items. */
export const bareList = (_key: string, items: readonly unknown[]): RouteAnswer => ok(items)

/** A list that does not page, in an object. */
export const wholeList = (key: string, items: readonly unknown[]): RouteAnswer =>
  ok({ [key]: items })

/** A list that pages by `page` and `per_page` only. */
export function pagedList(
  key: string,
  items: readonly unknown[],
  query: URLSearchParams,
): RouteAnswer {
  const { start, limit } = readPage(query)
  const slice = items.slice(start, start + limit).map((item) => selectFields(item, query))
  if (!readBoolean(query, 'include_totals')) return ok(slice)
  return ok({ [key]: slice, start, limit, total: items.length })
}

/**
 * @fact Invitations are paged with `start` and `limit`, but never with a `total`. (Auth0 API
 * reference; read 2026-11-23)
 */
export function uncountedList(
  key: string,
  items: readonly unknown[],
  query: URLSearchParams,
): RouteAnswer {
  const { start, limit } = readPage(query)
  const slice = items.slice(start, start + limit).map((item) => selectFields(item, query))
  return ok(readBoolean(query, 'include_totals') ? { [key]: slice, start, limit } : slice)
}

/** A list that pages by checkpoint when `take` or `from` is given, and by page otherwise. */
export function checkpointList(
  key: string,
  items: readonly unknown[],
  query: URLSearchParams,
): RouteAnswer {
  if (!query.has('take') && !query.has('from')) return pagedList(key, items, query)
  return takenList(key, items, query)
}

/** A list that knows checkpoints only, and answers an object even when none is asked for. */
export function takenList(
  key: string,
  items: readonly unknown[],
  query: URLSearchParams,
): RouteAnswer {
  const take = readInteger(query, 'take', { fallback: DEFAULT_PER_PAGE, min: 1, max: MAX_PER_PAGE })
  const start = readCursor(query)
  const end = start + take
  const slice = items.slice(start, end).map((item) => selectFields(item, query))
  return ok({ [key]: slice, ...(end < items.length ? { next: writeCursor(end) } : {}) })
}

/** The Actions lists: always an object, `total` absent when empty, `include_totals` refused. */
export function actionsList(
  key: string,
  items: readonly unknown[],
  query: URLSearchParams,
): RouteAnswer {
  if (query.has('include_totals')) {
    throw invalidQuery("'Additional properties not allowed: include_totals'.")
  }
  const { start, limit } = readPage(query)
  const total = items.length === 0 ? {} : { total: items.length }
  return ok({ [key]: items.slice(start, start + limit), ...total, per_page: limit })
}

export function readPage(query: URLSearchParams): { start: number; limit: number } {
  const limit = readInteger(query, 'per_page', {
    fallback: DEFAULT_PER_PAGE,
    min: 1,
    max: MAX_PER_PAGE,
  })
  const page = readInteger(query, 'page', { fallback: 0, min: 0, max: 1_000_000 })
  return { start: page * limit, limit }
}

/** `fields` and `include_fields`, on first-level keys. */
export function selectFields(item: unknown, query: URLSearchParams): unknown {
  const fields = query.get('fields')?.split(',')
  if (fields === undefined || typeof item !== 'object' || item === null) return item
  const isIncluding = query.get('include_fields') !== 'false'
  return Object.fromEntries(
    Object.entries(item).filter(([key]) => fields.includes(key) === isIncluding),
  )
}

export function readBoolean(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (text === 'true') return true
  if (text === 'false') return false
  throw invalidQuery(`'Expected type boolean but found type string' on property ${name}.`)
}

export function readInteger(
  query: URLSearchParams,
  name: string,
  { fallback, min, max }: { fallback: number; min: number; max: number },
): number {
  const text = query.get(name)
  if (text === null) return fallback
  if (!/^\d{1,9}$/.test(text)) {
    throw invalidQuery(`'Expected type integer but found type string' on property ${name}.`)
  }
  const value = Number(text)
  if (value < min)
    throw invalidQuery(`'Value ${value} is less than minimum ${min}' on property ${name}.`)
  if (value > max)
    throw invalidQuery(`'Value ${value} is greater than maximum ${max}' on property ${name}.`)
  return value
}

const CURSOR = /^at-(\d{1,9})$/

function readCursor(query: URLSearchParams): number {
  const text = query.get('from')
  if (text === null || text === '') return 0
  const offset = CURSOR.exec(Buffer.from(text, 'base64url').toString('utf8'))?.[1]
  if (offset === undefined) throw invalidQuery(`'Invalid checkpoint' on property from.`)
  return Number(offset)
}

const writeCursor = (offset: number): string => Buffer.from(`at-${offset}`).toString('base64url')
