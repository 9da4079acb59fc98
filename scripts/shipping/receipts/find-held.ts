import { heldSecrets, mergeHeld } from '../../gateway/held-secrets.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import { type PlannedTenant, planTenant } from '../plan-tenant.ts'
import type { BuiltSession } from '../session.ts'
import { heldValues, type KnownSecrets } from './known-secrets.ts'
import type { DeployReceipt } from './receipt.ts'

export type FoundHeld = {
  /** For the receipt; absent where the tenant has given everything back. */
  readonly held?: NonNullable<DeployReceipt['held']>
  /** The rehearsal that knows them. */
  readonly planned: PlannedTenant
}

/**
 * Rehearses after an apply. A secret that was just sent and that the tenant keeps to itself would be sent
 * again and again: it is kept as a keyed hash, so that the next rehearsal knows it for what it is.
 */
export async function findHeld(
  session: BuiltSession,
  applied: Rehearsal,
  known: KnownSecrets,
): Promise<FoundHeld> {
  const { keyId, receipts, fingerprint, standIns } = session
  const planned = await planTenant(session, { known })
  if (keyId === null) return { planned }
  const touched = new Set(applied.effects.map(({ type, name }) => `${type}/${name}`))
  const left = planned.rehearsal.effects.filter(
    ({ kind, type, name }) => kind === 'update' && touched.has(`${type}/${name}`),
  )
  const values = heldSecrets(left, standIns, fingerprint)
  if (Object.keys(values).length === 0) return { planned }
  const held = mergeHeld(heldValues(await receipts.list(), keyId), values)
  return { held: { keyId, values }, planned: await planTenant(session, { known, held }) }
}
