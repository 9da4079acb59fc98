import { heldValue } from '../../gateway/differ.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import { type PlannedTenant, planTenant } from '../rehearse-tenant.ts'
import type { BuiltSession } from '../session.ts'
import { heldValues, type KnownSecrets } from './known-secrets.ts'
import type { Receipt } from './receipt.ts'

/**
 * What was just sent and the tenant does not give back: a rehearsal would send it again and again. It is
 * kept as a keyed hash, so that the next one knows it for what it is.
 * @returns the hashes, and the rehearsal that knew them; null for both where everything was given back
 */
export async function findHeld(
  session: BuiltSession,
  applied: Rehearsal,
  known: KnownSecrets,
): Promise<{
  readonly held: NonNullable<Receipt['held']> | null
  readonly planned: PlannedTenant | null
}> {
  const { keyId, receipts, fingerprint, standIns } = session
  const planned = await planTenant(session, { known })
  if (keyId === null) return { held: null, planned }
  const touched = new Set(applied.effects.map(({ type, name }) => `${type}/${name}`))
  const values = Object.fromEntries(
    planned.rehearsal.effects
      .filter(({ kind, type, name }) => kind === 'update' && touched.has(`${type}/${name}`))
      .map(({ root, after, fields }) => {
        const wanted = standIns.mark(after)
        const absent = fields.filter(({ kind, before }) => kind === 'added' && before === undefined)
        const hashes = absent.map((field) => [field.path, heldValue(field, wanted, fingerprint)])
        return [root, Object.fromEntries(hashes)] as const
      })
      .filter(([, fields]) => Object.keys(fields).length > 0),
  )
  if (Object.keys(values).length === 0) return { held: null, planned }
  const earlier = heldValues(await receipts.list(), keyId)
  const merged = { ...earlier, ...values }
  return {
    held: { keyId, values: values },
    planned: await planTenant(session, { known, held: merged }),
  }
}
