import type { TakenReading } from '../../gateway/tenant-snapshot.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject, textOf } from '../../ground/json-value.ts'

/** What a rehearsal has seen of a tenant, as it would be afterwards. */
export type Shown = {
  /** Null where nobody asked for it, or it was not shown. */
  list(path: string): Promise<readonly JsonObject[] | null>
  one(path: string): Promise<JsonObject | null>
  /** As the tenant has it until then; empty for what is new. */
  before(path: string): Promise<JsonObject>
  /** The tenant's value with a name in the place of each id, where git has another text there. */
  inWordsOf<Value extends Json>(wanted: Json | undefined, actual: Value): Value
}

/** Asks the tenant for nothing: what the Deploy CLI was not shown is in a note of its own. */
export async function readShown(tenant: VirtualTenant): Promise<Shown> {
  const taken = await tenant.snapshot.readings()
  const paths = new Set(taken.map(({ call }) => call.path))
  const list = async (path: string): Promise<readonly JsonObject[] | null> => {
    const reading = taken.find((one) => one.call.path === path && isWholeList(one))
    if (reading !== undefined) return tenant.list(path, Object.fromEntries(reading.call.query))
    return tenant.isNew(path) ? tenant.list(path, { take: '50' }) : null
  }
  const lists = await Promise.all([...paths].map(list))
  const named = lists.flatMap((items) => items ?? []).filter(({ name }) => textOf(name) !== '')
  const names = new Map(
    named.map(({ client_id, id, name }) => [textOf(client_id) || textOf(id), textOf(name)]),
  )
  return {
    list,
    one: async (path) => {
      const now = paths.has(path) ? await tenant.now(path) : null
      return now === null ? null : { ...now, ...tenant.form(path) }
    },
    before: async (path) => (await tenant.before(path)) ?? {},
    inWordsOf: (wanted, actual) => translate(wanted, actual, names) as typeof actual,
  }
}

const isWholeList = ({ call, reading }: TakenReading): boolean =>
  reading.kind === 'list' && !call.query.has('fields')

function translate(
  wanted: Json | undefined,
  actual: Json,
  names: ReadonlyMap<string, string>,
): Json {
  if (typeof actual === 'string') {
    const name = names.get(actual)
    if (name === undefined || wanted === actual) return actual
    if (Array.isArray(wanted)) return wanted.includes(actual) ? actual : name
    return typeof wanted === 'string' ? name : actual
  }
  if (Array.isArray(actual)) {
    const items: readonly Json[] = Array.isArray(wanted) ? wanted : []
    return actual.map((one, at) =>
      translate(typeof one === 'string' ? items : items[at], one, names),
    )
  }
  if (!isObject(actual)) return actual
  const members = isObject(wanted) ? wanted : {}
  return Object.fromEntries(
    Object.entries(actual).map(([key, value]) => [
      key,
      translate(Object.hasOwn(members, key) ? members[key] : undefined, value, names),
    ]),
  )
}
