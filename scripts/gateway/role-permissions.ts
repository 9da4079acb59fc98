import { canonicalJson, isObject, objectsIn } from '../ground/json-value.ts'
import type { Call } from './call.ts'
import type { Effect } from './effect-of.ts'
import type { Ledger } from './ledger.ts'
import { listPermissions } from './tenant-lists.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/**
 * The Deploy CLI takes all permissions of a role away and gives them back, whatever changed. In between
 * everybody who has the role may do nothing. So what is taken waits for the end, and what is given is
 * only what is new.
 */
export const isPermissions = (path: string): boolean => /^\/roles\/[^/]+\/permissions$/.test(path)

/** The write as it is to be sent; null where nothing is left of it for now. */
export async function newPermissions(
  call: Call,
  effect: Effect,
  tenant: VirtualTenant,
): Promise<Call | null> {
  if (!isPermissions(call.path) || effect.kind !== 'change') return call
  if (call.method === 'DELETE') return null
  const held = new Set((await listPermissions(tenant, call.path)).map(canonicalJson))
  const sent = objectsIn(isObject(call.body) ? call.body.permissions : [])
  const added = sent.filter((one) => !held.has(canonicalJson(one)))
  return added.length === 0 ? null : { ...call, body: { permissions: added } }
}

/** What was taken and not given back. */
export function leftOverPermissions({ entries }: Ledger, tenant: VirtualTenant): readonly Call[] {
  return [...entries].flatMap(([path, { before, members }]): readonly Call[] => {
    if (!isPermissions(path)) return []
    const wanted = new Set(
      objectsIn(tenant.form(path)?.permissions ?? members.permissions).map(canonicalJson),
    )
    const gone = objectsIn(before.permissions).filter((one) => !wanted.has(canonicalJson(one)))
    if (gone.length === 0) return []
    return [{ method: 'DELETE', path, query: new URLSearchParams(), body: { permissions: gone } }]
  })
}
