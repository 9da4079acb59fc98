import {
  canonicalJson,
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
} from '../ground/json-value.ts'
import { FetchRefused } from '../ground/pinned-fetch.ts'
import { type Call, CallRefused, get, isAbsent, isPassing, isSuccess, type Reply } from './call.ts'
import { type TenantPort, TenantSilent } from './tenant-port.ts'

/**
 * The tenant as it was read: each thing is asked for once, each list to its end. What a plan rests on
 * is what is in here.
 */
export type TenantSnapshot = {
  /** A list with all of its pages, or one thing; whatever the tenant answered where it refused. */
  read(call: Call): Promise<Reading>
  /** All that was read so far, in the order it was asked for. */
  readings(): Promise<readonly TakenReading[]>
}

export type Reading =
  | { readonly kind: 'one'; readonly answer: Reply }
  | {
      readonly kind: 'list'
      readonly items: readonly Json[]
      /** Of the member that holds the list; null where the answer is the list. */
      readonly member: string | null
      /** What stands beside the list in its first page. */
      readonly first: JsonObject
    }

export type TakenReading = {
  readonly key: string
  readonly call: Call
  readonly reading: Reading
}

const PAGING = ['page', 'per_page', 'include_totals', 'from', 'take']
const MOST_PAGES = 1000
/** Of a list that changes while it is read. */
const MOST_ATTEMPTS = 3

export function openSnapshot(port: TenantPort): TenantSnapshot {
  const taken = new Map<string, { readonly call: Call; readonly reading: Promise<Reading> }>()
  return {
    read: (call) => {
      const key = readingKey(call)
      const known = taken.get(key)
      if (known !== undefined) return known.reading
      const reading = readAll(port, call)
      taken.set(key, { call, reading })
      // A failure is told to whoever asks; it is nobody's unhandled one.
      reading.catch(() => taken.delete(key))
      return reading
    },
    readings: () =>
      Promise.all(
        [...taken].map(async ([key, { call, reading }]) => ({ key, call, reading: await reading })),
      ),
  }
}

/** The same for every page of a list; another for a list that is asked for in another form. */
export function readingKey({ path, query }: Call): string {
  const kept = [...query].filter(([name]) => !PAGING.includes(name)).sort()
  return `${path}?${new URLSearchParams(kept)}${formOf(query)}`
}

/** An answer to one form is no answer to another: whoever asks for totals reads no bare list. */
function formOf(query: URLSearchParams): string {
  if (query.has('take') || query.has('from')) return '#taken'
  return query.get('include_totals') === 'true' ? '#totals' : ''
}

/** Equal for equal answers; what a tenant changes by itself while it works is left out. */
export const readingText = (reading: Reading): string =>
  reading.kind === 'one'
    ? canonicalJson([reading.answer.status, withoutProgress(reading.answer.body ?? null)])
    : canonicalJson(reading.items.map(withoutProgress))

/** The build of an Action's draft ends by itself. */
function withoutProgress(value: Json): Json {
  if (!isObject(value) || !('supported_triggers' in value)) return value
  const { status: _status, current_version: _current, ...rest } = value
  return rest
}

/** Pages are counted from the first thing: what goes meanwhile moves another out of the next page. */
async function readAll(port: TenantPort, call: Call): Promise<Reading> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
    const reading = await readPages(port, call)
    if (reading !== null) return reading
  }
  throw unbelievable(call, 'is another one each time it is read')
}

/** Null where its total was another one on a later page. */
async function readPages(port: TenantPort, call: Call): Promise<Reading | null> {
  const ask = async (query: URLSearchParams): Promise<Reply> => {
    const answer = await port({ ...call, query })
    if (isPassing(answer)) throw new CallRefused(call, answer)
    return answer
  }
  const answer = await ask(firstPage(call.query))
  const list = isSuccess(answer) ? listIn(answer.body, call) : null
  if (list === null) return { kind: 'one', answer }
  const items = [...list.items]
  const asked = new Set<string>()
  const first = isObject(answer.body) ? answer.body : {}
  let page = first
  for (let number = 1; hasMore(call, page, items, list.items.length); number += 1) {
    const query = nextPage(call.query, page, number)
    // A list that cannot be read to its end is none: what is not seen would be planned away.
    if (number > MOST_PAGES || asked.has(`${query}`)) throw unbelievable(call, 'has no end')
    asked.add(`${query}`)
    const next = await ask(query)
    const more = isSuccess(next) ? listIn(next.body, call) : null
    if (!isPaged(call) && isWholeAlready(more, list)) break
    // What was shown before is there all the same: it is neither all of the list nor none.
    if (more === null) throw new CallRefused(call, next)
    // One by one: a page may hold more than a call takes arguments.
    for (const item of more.items) items.push(item)
    page = isObject(next.body) ? next.body : {}
    if (isCounted(first) && isCounted(page) && page.total !== first.total) return null
    if (more.items.length > 0 || query.has('from')) continue
    if (Number(page.total ?? 0) > items.length) throw unbelievable(call, 'ends before its total')
    break
  }
  return { kind: 'list', items, member: list.member, first }
}

const isCounted = ({ total }: JsonObject): boolean => typeof total === 'number'

/** Whoever did not ask for pages is shown the same again, or refused, where there are none. */
const isWholeAlready = (more: List | null, first: List): boolean =>
  more === null || canonicalJson(more.items) === canonicalJson(first.items)

const unbelievable = ({ path }: Call, what: string): FetchRefused =>
  new FetchRefused(`its list \`${path}\` ${what}`)

const isPaged = ({ query }: Call): boolean => PAGING.some((name) => query.has(name))

type List = { readonly items: readonly Json[]; readonly member: string | null }

/**
 * Members in which one thing keeps lists of its own are not this: a list has exactly one, of objects. Whoever
 * asked for pages asked for a list, whatever else Auth0 may set beside it one day.
 * @throws FetchRefused for pages of something that is none: whoever asked would take it for empty
 */
function listIn(body: Json | undefined, call: Call): List | null {
  if (Array.isArray(body)) return { items: body, member: null }
  const lists = Object.entries(isObject(body) ? body : {}).filter(([, value]) =>
    Array.isArray(value),
  )
  const rest = Object.keys(isObject(body) ? body : {}).filter((name) => !PAGE_MEMBERS.has(name))
  const [[member, items] = ['', []]] = lists
  if (lists.length === 1 && (isPaged(call) || rest.length === 1))
    return { items: items as Json[], member }
  if (isPaged(call)) throw unbelievable(call, 'is answered with something that is none')
  return null
}

/**
 * @fact A list of the Management API has these members beside its items. (tests of auth0-deploy-cli, paged
 * lists; recorded 2026-08-10)
 */
const PAGE_MEMBERS = new Set(['start', 'limit', 'length', 'total', 'next', 'per_page', 'page'])

function firstPage(query: URLSearchParams): URLSearchParams {
  const first = new URLSearchParams(query)
  first.delete('from')
  if (first.has('page')) first.set('page', '0')
  return first
}

function nextPage(query: URLSearchParams, page: JsonObject, number: number): URLSearchParams {
  const next = firstPage(query)
  if (typeof page.next === 'string') next.set('from', page.next)
  else next.set('page', String(number))
  return next
}

function hasMore(call: Call, page: JsonObject, items: readonly Json[], firstSize: number): boolean {
  const { query } = call
  const next = page.next ?? ''
  if (typeof next !== 'string') throw unbelievable(call, 'goes on at something that is no text')
  if (next !== '') return true
  if (query.has('take') || query.has('from')) return false
  // A total that is less than what it came with is none.
  const total = isCounted(page) ? Number(page.total) : -1
  if (total >= items.length) return items.length < total
  return isFull(call, page, firstSize) && items.length % firstSize === 0
}

/**
 * Whether there may be more behind a first page that does not say so. The tenant may give less at once than it
 * is asked for; where it does, it is a round number.
 * @fact A list of the Management API is cut at 50 without `per_page`, and at 100 at most. (Auth0
 * community, "How to use paging on Management API v2 requests"; read 2026-12-01)
 */
function isFull(call: Call, page: JsonObject, size: number): boolean {
  if (size === 0) return false
  if (!isPaged(call)) return Object.keys(page).length === 0 && size % 50 === 0
  if (!call.query.has('page')) return false
  const shown = Number(page.per_page ?? page.limit ?? call.query.get('per_page') ?? size)
  return size >= shown || size % 10 === 0 || size % 25 === 0
}

/**
 * A list to its end. What cannot be read is no empty list: what is not seen would be taken for gone.
 * @throws CallRefused where the tenant refuses; TenantSilent where its answer is no list
 */
export async function demandList(
  snapshot: Pick<TenantSnapshot, 'read'>,
  call: Call,
): Promise<readonly JsonObject[]> {
  const reading = await snapshot.read(call)
  if (reading.kind === 'list') return objectsIn(reading.items)
  if (!isSuccess(reading.answer)) throw new CallRefused(call, reading.answer)
  throw new TenantSilent(`GET ${call.path}: the answer is no list`, 'unreadable')
}

/**
 * One thing by its own path; null where there is none. A bare list stands under `items`.
 * @throws CallRefused where the tenant does not show it
 */
export async function readOne(snapshot: TenantSnapshot, path: string): Promise<JsonObject | null> {
  const reading = await snapshot.read(get(path))
  if (reading.kind === 'list')
    return { ...reading.first, [reading.member ?? 'items']: reading.items }
  const { answer } = reading
  if (isAbsent(answer)) return null
  if (!isSuccess(answer)) throw new CallRefused(get(path), answer)
  return isObject(answer.body) ? answer.body : null
}
