/** The addresses a person's memberships were granted to, as far as the record can be believed. */
export type Lock =
  | { readonly kind: 'absent' }
  | { readonly kind: 'held'; readonly entries: readonly LockEntry[] }
  | {
      readonly kind: 'unreadable'
      readonly reason: 'CONFIG_INVALID' | 'STATE_TAMPERED' | 'STATE_COPIED'
    }

export type LockEntry = {
  /** Stands for the address without revealing it; equal marks are equal addresses. */
  readonly mark: string
  readonly memberships: readonly LockedMembership[]
}

export type LockedMembership = {
  readonly organization: string
  readonly identitySource: string
  readonly origin: LockOrigin
  readonly lockedAtMs: number
}

/** How an address came to be locked. */
export type LockOrigin = 'invitation' | 'first-seen' | 'known-address' | 'operator'
