import { keyIdOfMark } from '../../actions/records/address-mark.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import type { LockOwner } from '../../actions/records/lock-owner.ts'
import { keyIdOfLock, readLock } from '../../actions/records/lock-record.ts'
import { marksIn } from '../../actions/records/renew-lock.ts'

/** What a stored lock is worth with the keys at hand, and which keys it needs. */
export type Judgement =
  | { readonly kind: 'none' }
  | { readonly kind: 'believed'; readonly key: string; readonly marks: readonly string[] }
  /** Signed, if at all, with a key that is not at hand. */
  | { readonly kind: 'foreign'; readonly key: string }
  | { readonly kind: 'refused'; readonly why: Refusal }

export const REFUSALS = ['unreadable', 'tampered', 'copied'] as const
type Refusal = (typeof REFUSALS)[number]

export function judgeLock(stored: unknown, keyring: Keyring, owner: LockOwner): Judgement {
  const lock = readLock(stored, keyring, owner)
  if (lock.kind === 'absent') return { kind: 'none' }
  const key = keyIdOfLock(stored)
  if (key === null) return { kind: 'refused', why: 'unreadable' }
  if (lock.kind === 'held') return { kind: 'believed', key, marks: marksIn(lock).map(keyIdOfMark) }
  if (!keyring.verifying.some(({ id }) => id === key)) return { kind: 'foreign', key }
  return { kind: 'refused', why: lock.reason === 'STATE_COPIED' ? 'copied' : 'tampered' }
}

/** Whether the record outlives every key but the signing key. */
export const isCurrent = (judged: Judgement, { signing }: Keyring): boolean =>
  judged.kind === 'none' ||
  (judged.kind === 'believed' && [judged.key, ...judged.marks].every((id) => id === signing.id))
