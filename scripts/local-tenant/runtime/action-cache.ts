import type { JsonObject, TenantState } from '../store.ts'
import { ACTION_LIMIT_VALUES as LIMITS } from './limits.ts'

/** `api.cache`: the records live in the tenant's state, one set per trigger. */

export type CacheWrite =
  | { kind: 'set'; key: string; value: string; expiresAtMs: number }
  | { kind: 'delete'; key: string }

type CacheRecord = { value: string; expires_at: number }

const settingOf = (triggerId: string) => `local-tenant/action-cache/${triggerId}`

/** The records of a trigger that have not expired at `nowMs`. */
export function readCache(
  state: TenantState,
  triggerId: string,
  nowMs: number,
): [string, CacheRecord][] {
  const stored = state.settings.get(settingOf(triggerId))
  if (stored === undefined) return []
  return Object.entries(stored).filter((entry): entry is [string, CacheRecord] => {
    const [, record] = entry
    return isRecord(record) && record.expires_at >= nowMs
  })
}

/**
 * Stores what one execution wrote. Executions that ran at the same time each saw the cache as it was
 * when they began, so a write that would now break a limit is dropped: the cache is best effort.
 */
export function writeCache(
  state: TenantState,
  triggerId: string,
  nowMs: number,
  writes: CacheWrite[],
): void {
  if (writes.length === 0) return
  const records = new Map(readCache(state, triggerId, nowMs))
  for (const write of writes) {
    records.delete(write.key)
    if (write.kind === 'delete' || !fits(records, write)) continue
    records.set(write.key, { value: write.value, expires_at: write.expiresAtMs })
  }
  state.settings.set(settingOf(triggerId), Object.fromEntries(records))
}

function fits(records: Map<string, CacheRecord>, write: CacheWrite & { kind: 'set' }): boolean {
  const keyBytes = Buffer.byteLength(write.key)
  const valueBytes = Buffer.byteLength(write.value)
  if (keyBytes > LIMITS.cacheKeyBytes || valueBytes > LIMITS.cacheValueBytes) return false
  let total = keyBytes + valueBytes
  for (const [key, { value }] of records) total += Buffer.byteLength(key) + Buffer.byteLength(value)
  return total <= LIMITS.cacheTotalBytes && records.size < LIMITS.cacheEntries
}

const isRecord = (value: unknown): value is CacheRecord & JsonObject =>
  typeof value === 'object' && value !== null && 'value' in value && 'expires_at' in value
