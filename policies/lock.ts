/** What a person's memberships were granted to, as far as the record can be believed. */
export type Lock =
  | { readonly kind: 'absent' }
  | (LockContent & {
      readonly kind: 'held'
      /** Made with a key that is being retired: it should be made again. */
      readonly isOutdated: boolean
    })
  | {
      readonly kind: 'unreadable'
      readonly reason: 'CONFIG_INVALID' | 'STATE_TAMPERED' | 'STATE_COPIED'
    }

/** Marks stand for values without revealing them; equal marks are equal values. */
export type LockContent = {
  readonly entries: readonly LockEntry[]
  /** Marks of the frozen telephone number and user name; null while none is frozen. */
  readonly phone: string | null
  readonly username: string | null
  /** Ids of permissions to move that were used up. */
  readonly spent: readonly string[]
}

export const NOTHING_LOCKED: LockContent = {
  entries: [],
  phone: null,
  username: null,
  spent: [],
}

/** One address, and the memberships it was granted. */
export type LockEntry = {
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
export type LockOrigin =
  | 'invitation'
  | 'first-seen'
  | 'known-address'
  | 'grant'
  | 'rebind'
  | 'operator'

/**
 * An operator's word that one address may be used in one organization: as a rebind it moves a
 * membership there once, as a grant it lets one be locked that has no address yet.
 */
export type Permission = {
  readonly id: string
  readonly organization: string
  readonly mark: string
  readonly expiresAtMs: number
}

/** What is locked; nothing, where the record is absent or cannot be believed. */
export const contentOf = (lock: Lock): LockContent => {
  if (lock.kind !== 'held') return NOTHING_LOCKED
  const { entries, phone, username, spent } = lock
  return { entries, phone, username, spent }
}

/** The entries that hold for an organization. */
export const entriesFor = (
  entries: readonly LockEntry[],
  organization: string,
): readonly LockEntry[] =>
  entries.filter(({ memberships }) =>
    memberships.some((membership) => membership.organization === organization),
  )

/**
 * An operator's word: the address with these marks is that of this membership from now on, and no
 * other is. What could not be believed is left behind.
 * @param rebinds permissions that were given before: those of this organization are spent
 */
export function relock(
  lock: Lock,
  marks: readonly [string, ...string[]],
  membership: LockedMembership,
  rebinds: readonly Permission[] = [],
): LockContent {
  const held = contentOf(lock)
  const { organization } = membership
  const entries = withMembership(withoutMembership(held.entries, organization), marks, membership)
  const outstanding = rebinds.filter(
    (one) => one.organization === organization && !held.spent.includes(one.id),
  )
  return {
    ...held,
    entries,
    spent: [...held.spent, ...outstanding.map(({ id }) => id)],
  }
}

/** The entries with one membership more, under an address that may be known already. */
export function withMembership(
  entries: readonly LockEntry[],
  marks: readonly [string, ...string[]],
  membership: LockedMembership,
): readonly LockEntry[] {
  const known = entries.find((entry) => marks.includes(entry.mark))
  const memberships = [...(known?.memberships ?? []), membership]
  return [...entries.filter((entry) => entry !== known), { mark: marks[0], memberships }]
}

/** The entries as if the organization had never been locked; an address without any goes. */
export const withoutMembership = (
  entries: readonly LockEntry[],
  organization: string,
): readonly LockEntry[] =>
  entries.flatMap((entry) => {
    const memberships = entry.memberships.filter((one) => one.organization !== organization)
    return memberships.length > 0 ? [{ ...entry, memberships }] : []
  })
