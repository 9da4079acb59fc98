import { asVoid, heldSecrets } from '../../gateway/held-secrets.ts'
import type { Rehearsal } from '../../gateway/rehearse.ts'
import type { BuiltSession } from '../session.ts'
import { heldValues } from './known-secrets.ts'
import type { DeployReceipt } from './receipt.ts'

/**
 * Before a secret is replaced that the tenant never gives back, records that nobody knows its value: a deploy
 * that stops behind that write files no receipt, and the earlier one would vouch for the value it had. What
 * runs is still what the newest receipt says, so it is filed once more, by whoever deploys now.
 * @param at ISO 8601
 */
export async function voidHeld(
  { keyId, receipts, standIns, fingerprint }: BuiltSession,
  { effects }: Pick<Rehearsal, 'effects'>,
  { actor, at }: Pick<DeployReceipt, 'actor' | 'at'>,
): Promise<void> {
  const filed = await receipts.list()
  const newest = filed.at(-1)
  if (newest === undefined || keyId === null) return
  const known = heldValues(filed, keyId)
  const updates = effects.filter(({ kind }) => kind === 'update')
  const values = heldSecrets(updates, standIns, fingerprint)
  if (Object.keys(values).every((root) => known[root] === undefined)) return
  const { settled: _settled, removed: _removed, ...receipt } = newest.receipt
  await receipts.writeAgain({
    ...newest,
    receipt: {
      ...receipt,
      at,
      actor,
      reason: reasonOf(Object.keys(values)),
      outcome: 'differences',
      held: { keyId, values: asVoid(values) },
    },
  })
}

const reasonOf = (roots: readonly string[]): string =>
  `a deploy was about to send another value of what the tenant never gives back (${roots.map((root) => `\`${root}\``).join(', ')}); all else is as the receipt before says`
