import type { KnownSecret, KnownSecrets } from '../plan/compare-action.ts'
import type { FiledReceipt } from './receipt.ts'

/** What the newest receipt says about each secret of each Action. Pure. */
export function knownSecrets(receipts: readonly FiledReceipt[]): KnownSecrets {
  const known: Record<string, Record<string, KnownSecret>> = {}
  for (const { receipt } of receipts) {
    for (const { name, secrets } of receipt.actions) {
      const entries = Object.entries(secrets).filter(
        (entry): entry is [string, KnownSecret] => entry[1] !== null,
      )
      known[name] = { ...known[name], ...Object.fromEntries(entries) }
    }
  }
  return known
}
