import { type Call, type Reply, refusal } from '../../scripts/gateway/call.ts'
import type { TenantPort } from '../../scripts/gateway/tenant-port.ts'
import type { Json } from '../../scripts/ground/json-value.ts'
import { lineOf } from './a-call.ts'

/** What stands at a path: one thing, a list that is read by pages, or an answer of its own. */
export type Things = Readonly<Record<string, Json | ((call: Call) => Reply)>>

export type MemoryPort = {
  readonly port: TenantPort
  /** Every call, as a line, in the order it came. */
  readonly asked: string[]
  /** Every call that was no read, whole. */
  readonly sent: Call[]
}

/**
 * A tenant in memory, which answers reads and says yes to writes; it changes nothing. The network is
 * another test's matter.
 */
export function memoryPort(things: Things = {}, answers: Things = {}): MemoryPort {
  const asked: string[] = []
  const sent: Call[] = []
  const port: TenantPort = async (call) => {
    asked.push(lineOf(call))
    if (call.method !== 'GET') sent.push(call)
    const own = answers[`${call.method} ${call.path}`]
    if (typeof own === 'function') return own(call)
    if (own !== undefined) return { status: 200, body: own }
    if (call.method !== 'GET') return { status: 200, body: call.body ?? {} }
    const thing = things[call.path]
    if (thing === undefined) return refusal(404, 'inexistent', 'nothing is here')
    if (typeof thing === 'function') return thing(call)
    return { status: 200, body: Array.isArray(thing) ? onePage(call, thing) : (thing as Json) }
  }
  return { port, asked, sent }
}

/** As Auth0 pages: by `take` with a `next`, by `page` with totals or as a bare list. */
export function onePage({ path, query }: Call, items: readonly Json[]): Json {
  const member = path.slice(path.lastIndexOf('/') + 1).replaceAll('-', '_')
  if (query.has('take')) {
    const start = Number(query.get('from') ?? 0)
    const end = start + Number(query.get('take'))
    const more = end < items.length ? { next: String(end) } : {}
    return { [member]: items.slice(start, end), ...more }
  }
  const limit = Number(query.get('per_page') ?? 50)
  const start = Number(query.get('page') ?? 0) * limit
  const page = items.slice(start, start + limit)
  return query.get('include_totals') === 'true'
    ? { start, limit, length: page.length, total: items.length, [member]: page }
    : page
}
