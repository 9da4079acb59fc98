import type { FiledReceipt } from '../receipts/receipt.ts'

/**
 * Somebody took the guard out on purpose: to put it back is no repair. What is filed once more names nothing
 * that went. Pure.
 */
export function uninstalledNote(receipts: readonly FiledReceipt[]): readonly string[] {
  const newest = receipts.at(-1)?.receipt
  if (newest?.kind !== 'uninstall') return []
  const last =
    receipts.findLast(({ receipt: { removed } }) => removed !== undefined)?.receipt ?? newest
  const what = last.outcome === 'verified' ? 'the guard' : 'the guard, but not all of it,'
  return [`${what} was taken out on ${last.at} by ${last.actor}: a deploy puts it back`]
}
