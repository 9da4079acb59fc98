import type { FiledReceipt } from '../receipts/receipt.ts'

/** Somebody took the guard out on purpose: to put it back is no repair. Pure. */
export function uninstalledNote(receipts: readonly FiledReceipt[]): readonly string[] {
  const last = receipts.at(-1)?.receipt
  if (last?.kind !== 'uninstall') return []
  const what = last.outcome === 'verified' ? 'the guard' : 'the guard, but not all of it,'
  return [`${what} was taken out on ${last.at} by ${last.actor}: a deploy puts it back`]
}
