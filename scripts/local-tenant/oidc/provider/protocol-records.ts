import type { JsonObject, Tenant } from '../../store.ts'

/**
 * Named records in `state.protocol`, with an end by the tenant's clock: what oidc-provider stores,
 * and what we add to it (facts about a session, facts about a grant).
 */
export function readRecord<T extends object>(tenant: Tenant, key: string): T | undefined {
  const record = tenant.state.protocol.get(key)
  if (record === undefined) return undefined
  if (record.expires_at_ms === null || record.expires_at_ms > tenant.clock.now()) {
    return record.payload as unknown as T
  }
  tenant.state.protocol.delete(key)
  return undefined
}

/** @param ttlSeconds absent: until deleted */
export function writeRecord(
  tenant: Tenant,
  key: string,
  payload: object,
  ttlSeconds: number | undefined,
): void {
  const expires_at_ms = ttlSeconds === undefined ? null : tenant.clock.now() + ttlSeconds * 1000
  tenant.state.protocol.set(key, { payload: payload as JsonObject, expires_at_ms })
}

/** Every live record whose key begins so, with the rest of its key; in the order of their writing. */
export function liveRecords<T extends object>(
  tenant: Tenant,
  prefix: string,
): readonly { readonly id: string; readonly record: T }[] {
  const nowMs = tenant.clock.now()
  return [...tenant.state.protocol].flatMap(([key, { payload, expires_at_ms }]) => {
    const isLive = expires_at_ms === null || expires_at_ms > nowMs
    if (!key.startsWith(prefix) || !isLive) return []
    return [{ id: key.slice(prefix.length), record: payload as unknown as T }]
  })
}

export function deleteExpiredRecords(tenant: Tenant): void {
  const nowMs = tenant.clock.now()
  for (const [key, { expires_at_ms }] of tenant.state.protocol) {
    if (expires_at_ms !== null && expires_at_ms <= nowMs) tenant.state.protocol.delete(key)
  }
}
