import { moduleKey } from '../../gateway/draft-difference.ts'
import { asVoid, type HeldValues, mergeHeld } from '../../gateway/held-secrets.ts'
import type { FiledReceipt } from './receipt.ts'

/** What earlier deploys from here left on record about secrets, by Action (or `moduleKey`) and secret. */
export type KnownSecrets = Readonly<Record<string, Readonly<Record<string, KnownSecret>>>>
export type KnownSecret = {
  readonly fingerprint: string
  /** Of the key that the fingerprint was made with. */
  readonly keyId: string
  /** When the tenant says it was written. */
  readonly writtenAt: string
}

/**
 * What the newest receipt says about each secret of each Action and module. One that nobody vouches for says
 * nothing: whoever can write a file would else say that a secret of theirs is the one in git. Pure.
 */
export function knownSecrets(receipts: readonly FiledReceipt[]): KnownSecrets {
  const known: Record<string, Record<string, KnownSecret>> = {}
  for (const { receipt } of receipts.filter(({ isProven }) => isProven)) {
    for (const { name, secrets } of receipt.actions) {
      const entries = Object.entries(secrets).filter(
        (entry): entry is [string, KnownSecret] => entry[1] !== null,
      )
      known[name] = { ...known[name], ...Object.fromEntries(entries) }
    }
    for (const [name, secrets] of Object.entries(receipt.modules ?? {})) {
      known[moduleKey(name)] = { ...known[moduleKey(name)], ...secrets }
    }
  }
  return known
}

/**
 * Secrets that were sent and are never given back, as far as this key can compare them. Whatever another
 * key's deploy sent later, or nobody vouches for, is there instead, so that nothing is known of it. Pure.
 */
export const heldValues = (receipts: readonly FiledReceipt[], keyId: string | null): HeldValues =>
  receipts
    .flatMap(({ receipt: { held }, isProven }) => (held === undefined ? [] : [{ held, isProven }]))
    .map(({ held: { keyId: of, values }, isProven }) =>
      isProven && of === keyId ? values : asVoid(values),
    )
    .reduce<HeldValues>(mergeHeld, {})
