import type { FiledReceipt } from './receipt.ts'

/** What earlier deploys from here left on record about secrets, by Action and secret. */
export type KnownSecrets = Readonly<Record<string, Readonly<Record<string, KnownSecret>>>>
export type KnownSecret = {
  readonly fingerprint: string
  /** Of the key that the fingerprint was made with. */
  readonly keyId: string
  /** When the tenant says it was written. */
  readonly writtenAt: string
}

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

/** What was sent and is never given back, by path and field, as far as this key can compare it. Pure. */
export function heldValues(
  receipts: readonly FiledReceipt[],
  keyId: string | null,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const held: Record<string, Record<string, string>> = {}
  for (const { receipt } of receipts) {
    if (receipt.held === undefined || receipt.held.keyId !== keyId) continue
    for (const [path, fields] of Object.entries(receipt.held.values)) {
      held[path] = { ...held[path], ...fields }
    }
  }
  return held
}
