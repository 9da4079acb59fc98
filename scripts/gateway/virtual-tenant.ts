import { isObject, type Json, type JsonObject } from '../ground/json-value.ts'
import { below, type Call, get, isAbsent, isSuccess, type Reply, refusal } from './call.ts'
import { createOverlay, idIn, type Overlay, type Written } from './overlay.ts'
import { demandList, type Reading, readOne, type TenantSnapshot } from './tenant-snapshot.ts'

/**
 * The tenant as it would be after the writes so far: what was read, and over it what was created,
 * changed and deleted. Reads are answered from here, so that whoever writes finds again what it wrote.
 */
export type VirtualTenant = {
  /** Answers a read. */
  answer(call: Call): Promise<Reply>
  /** As the tenant has it; null where it has no such thing. */
  before(path: string): Promise<JsonObject | null>
  /** As it would be by now; null where there would be no such thing. */
  now(path: string): Promise<JsonObject | null>
  /** All things of a collection, as they would be by now. @throws CallRefused where it is not shown */
  list(path: string, query: Readonly<Record<string, string>>): Promise<readonly JsonObject[]>
  /** What stands at a path in a form of its own, by now; null until it was set. */
  form(path: string): JsonObject | null
  setForm(path: string, value: JsonObject): void
  create(collection: string, item: JsonObject): void
  change(path: string, members: JsonObject): void
  remove: Overlay['remove']
  readonly isNew: Overlay['isNew']
  readonly snapshot: TenantSnapshot
}

export function openVirtualTenant(snapshot: TenantSnapshot): VirtualTenant {
  const overlay = createOverlay()
  const forms = new Map<string, JsonObject>()
  const reader = createReader(snapshot, overlay)

  const now = async (path: string): Promise<JsonObject | null> => {
    const one = overlay.at(path)
    if (one?.kind === 'removed') return null
    if (one?.kind === 'created') return one.value
    const existing = await reader.before(path)
    if (overlay.wentWithOwner(existing)) return null
    return one === null || existing === null ? existing : { ...existing, ...one.members }
  }

  return {
    snapshot,
    now,
    before: reader.before,
    answer: (call) => answerFrom(reader, overlay, call),
    list: async (path, query) => {
      const call = get(path, query)
      const reading = await reader.read(call)
      const isNone = reading.kind === 'one' && isAbsent(reading.answer)
      const items = overlay.laidOver(path, isNone ? [] : await demandList(reader, call))
      return [...items.filter(isObject), ...overlay.createdIn(path)]
    },
    form: (path) => forms.get(path) ?? null,
    setForm: (path, value) => {
      forms.set(path, value)
    },
    create: overlay.create,
    change: overlay.change,
    remove: overlay.remove,
    isNew: overlay.isNew,
  }
}

async function answerFrom(reader: Reader, overlay: Overlay, call: Call): Promise<Reply> {
  const one = overlay.at(call.path)
  if (one?.kind === 'removed') return notFound(call.path)
  if (one?.kind === 'created') return { status: 200, body: one.value }
  const reading = await reader.read(call)
  if (reading.kind === 'one') {
    const { answer } = reading
    return overlay.wentWithOwner(answer.body) ? notFound(call.path) : changed(answer, one)
  }
  const items = [
    ...overlay.laidOver(call.path, reading.items),
    ...overlay.createdIn(call.path).filter((item) => isAskedFor(item, call.query)),
  ]
  return { status: 200, body: inOnePage(reading, items, call.query) }
}

type Reader = {
  read(call: Call): Promise<Reading>
  before(path: string): Promise<JsonObject | null>
}

/** Reads the tenant as it is, and remembers what lists have shown of single things. */
function createReader(snapshot: TenantSnapshot, overlay: Overlay): Reader {
  const listed = new Map<string, JsonObject>()
  return {
    read: async (call) => {
      if (overlay.isNew(call.path)) return emptyReading(call)
      const reading = await snapshot.read(call)
      // A list that was asked for a few members shows no more of a thing.
      if (reading.kind === 'list' && !call.query.has('fields')) {
        for (const item of reading.items.filter(isObject)) {
          const id = idIn(call.path, item)
          if (id !== '') listed.set(below(call.path, id), item)
        }
      }
      return reading
    },
    before: async (path) => {
      if (overlay.isNew(path)) return null
      return listed.get(path) ?? (await readOne(snapshot, path))
    },
  }
}

const notFound = (path: string): Reply => refusal(404, 'inexistent', `\`${path}\` is gone`)

/** Lists that are not called as the last step of their path (SDK types, auth0 6.4.0). */
const LIST_MEMBERS: Readonly<Record<string, string>> = { 'discovery-domains': 'domains' }

/** Lists that are asked for and answered whole (`CredentialsClient.list` of auth0 6.4.0). */
const BARE_LIST = /^\/clients\/[^/]+\/credentials$/

/** Below something new there is nothing yet: no single thing, and lists without items. */
export function emptyReading({ path, query }: Call): Reading {
  if (BARE_LIST.test(path)) return { kind: 'list', items: [], member: null, first: {} }
  const isList = ['page', 'per_page', 'take', 'include_totals'].some((name) => query.has(name))
  if (!isList) return { kind: 'one', answer: notFound(path) }
  const step = path.slice(path.lastIndexOf('/') + 1)
  const member = LIST_MEMBERS[step] ?? step.replaceAll('-', '_')
  const totals = query.has('include_totals') ? { start: 0, limit: 100, total: 0 } : {}
  return { kind: 'list', items: [], member, first: { [member]: [], ...totals } }
}

function changed(answer: Reply, one: Written | null): Reply {
  if (one?.kind !== 'changed') return answer
  const body = isSuccess(answer) && isObject(answer.body) ? answer.body : {}
  return { status: 200, body: { ...body, ...one.members } }
}

/** A new thing is listed where the question, read as a filter, does not leave it out. */
const isAskedFor = (item: JsonObject, query: URLSearchParams): boolean =>
  [...new Set(query.keys())].every((name) => {
    const wanted = query.getAll(name)
    const held = item[name]
    return held === undefined || wanted.includes(String(held)) || typeof held === 'object'
  })

/** Everything on the first page, and nothing on the others: nobody can then miss any of it. */
function inOnePage(
  { member, first }: Extract<Reading, { kind: 'list' }>,
  items: readonly Json[],
  query: URLSearchParams,
): Json {
  const isFirst = Number(query.get('page') ?? 0) === 0 && !query.has('from')
  const shown = isFirst ? items : []
  if (member === null) return shown
  const { next: _next, ...rest } = first
  return {
    ...rest,
    [member]: shown,
    ...('total' in rest ? { total: items.length } : {}),
    ...('start' in rest ? { start: isFirst ? 0 : items.length } : {}),
    ...('limit' in rest ? { limit: Math.max(Number(rest.limit), shown.length) } : {}),
    ...('length' in rest ? { length: shown.length } : {}),
  }
}
