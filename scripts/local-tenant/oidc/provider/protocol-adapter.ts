import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'
import type { Tenant } from '../../store.ts'
import { readClientMetadata } from './client-metadata.ts'
import { deleteExpiredRecords, readRecord, writeRecord } from './protocol-records.ts'
import { isWithinLeeway } from './refresh-token-lifetime.ts'

const GRANTABLE = new Set(['AccessToken', 'AuthorizationCode', 'DeviceCode', 'RefreshToken'])
const WRITES_BETWEEN_SWEEPS = 1_000

/** Keys of the records that end with a grant. */
type GrantMembers = { keys: string[] }

/**
 * oidc-provider's storage over `tenant.state`: clients come from the Management API's map, all else
 * lives in `state.protocol`. The built-in adapter forgets after 1,000 entries; this one does not.
 */
export function createProtocolAdapter(tenant: Tenant): AdapterFactory {
  const beforeWrite = createSweeper(tenant)
  return (model) =>
    model === 'Client' ? clientAdapter(tenant) : adapterFor(tenant, model, beforeWrite)
}

/** A sweep looks at every record, so the more there are the rarer it is: constant cost per write. */
function createSweeper(tenant: Tenant): () => void {
  let writesLeft = WRITES_BETWEEN_SWEEPS
  return () => {
    writesLeft -= 1
    if (writesLeft > 0) return
    deleteExpiredRecords(tenant)
    writesLeft = Math.max(WRITES_BETWEEN_SWEEPS, tenant.state.protocol.size)
  }
}

function adapterFor(tenant: Tenant, model: string, beforeWrite: () => void): Adapter {
  const key = (id: string) => `${model}:${id}`
  const find = (id: string) => readRecord<AdapterPayload>(tenant, key(id))
  return {
    async upsert(id, payload, ttlSeconds) {
      beforeWrite()
      writeRecord(tenant, key(id), payload, ttlSeconds)
      if (model === 'Session') writeRecord(tenant, `SessionUid:${payload.uid}`, { id }, ttlSeconds)
      if (payload.userCode) writeRecord(tenant, `UserCode:${payload.userCode}`, { id }, ttlSeconds)
      if (GRANTABLE.has(model) && payload.grantId !== undefined) {
        rememberGrantMember(tenant, payload.grantId, key(id), ttlSeconds)
      }
    },
    async find(id) {
      const payload = find(id)
      if (model !== 'RefreshToken' || payload?.consumed === undefined) return payload
      // Auth0 lets a rotated token be used again for a few seconds (`leeway`).
      return isWithinLeeway(tenant, payload) ? { ...payload, consumed: undefined } : payload
    },
    async findByUid(uid) {
      const index = readRecord<{ id: string }>(tenant, `SessionUid:${uid}`)
      return index === undefined ? undefined : find(index.id)
    },
    async findByUserCode(userCode) {
      const index = readRecord<{ id: string }>(tenant, `UserCode:${userCode}`)
      return index === undefined ? undefined : find(index.id)
    },
    async consume(id) {
      const payload = find(id)
      // The first use counts: a leeway must not grow with each use.
      if (payload !== undefined) payload.consumed ??= Math.floor(tenant.clock.now() / 1000)
    },
    async destroy(id) {
      tenant.state.protocol.delete(key(id))
    },
    async revokeByGrantId(grantId) {
      revokeGrantMembers(tenant, grantId)
    },
  }
}

function clientAdapter(tenant: Tenant): Adapter {
  const nothing = async () => undefined
  return {
    find: async (id) => readClientMetadata(tenant, id),
    upsert: nothing,
    findByUid: nothing,
    findByUserCode: nothing,
    consume: nothing,
    destroy: nothing,
    revokeByGrantId: nothing,
  }
}

/** Ends every code and token of a grant. */
export function revokeGrantMembers(tenant: Tenant, grantId: string): void {
  const members = readRecord<GrantMembers>(tenant, `GrantMembers:${grantId}`)
  for (const member of members?.keys ?? []) tenant.state.protocol.delete(member)
  tenant.state.protocol.delete(`GrantMembers:${grantId}`)
}

function rememberGrantMember(
  tenant: Tenant,
  grantId: string,
  member: string,
  ttlSeconds: number | undefined,
): void {
  const indexKey = `GrantMembers:${grantId}`
  const members = readRecord<GrantMembers>(tenant, indexKey)
  if (members === undefined) {
    writeRecord(tenant, indexKey, { keys: [member] }, ttlSeconds)
    return
  }
  if (!members.keys.includes(member)) members.keys.push(member)
  const index = tenant.state.protocol.get(indexKey)
  if (index === undefined || index.expires_at_ms === null) return
  const expiresAtMs = ttlSeconds === undefined ? null : tenant.clock.now() + ttlSeconds * 1000
  index.expires_at_ms = expiresAtMs === null ? null : Math.max(index.expires_at_ms, expiresAtMs)
}
