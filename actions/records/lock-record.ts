import type { Lock, LockContent, LockEntry, LockOrigin } from '../../policies/lock.ts'
import { isShortText } from '../reading/is-short-text.ts'
import { type DerivedKeys, isSameHash, type Keyring, keyedHash } from './keyring.ts'
import type { LockOwner } from './lock-owner.ts'

/**
 * `app_metadata.og_lock`: the addresses that a person's memberships were granted to.
 * Written by the post-login Action and by operators' commands, believed by nobody without its
 * signature, which covers the version, the key, the tenant, the account and every entry.
 */
export const LOCK_KEY = 'og_lock'

/** As stored. Short names and tuples: 20 organizations on one address stay under 1.5 kB. */
export type LockRecord = {
  readonly v: 2
  /** Id of the key that signed. */
  readonly k: string
  /** Stands for the account: tells a copied record from a forged one. */
  readonly u: string
  /** Addresses: mark, and its memberships. */
  readonly a: readonly StoredEntry[]
  /** Marks of a frozen telephone number and user name. */
  readonly p?: string
  readonly n?: string
  /** Ids of spent rebinds. */
  readonly r?: readonly string[]
  /** Signature. */
  readonly x: string
}
type StoredEntry = readonly [mark: string, memberships: readonly StoredMembership[]]
type StoredMembership = readonly [
  organization: string,
  identitySource: string,
  origin: string,
  lockedAtSeconds: number,
]

const ORIGINS: Readonly<Record<LockOrigin, string>> = {
  invitation: 'i',
  'first-seen': 'f',
  'known-address': 'k',
  grant: 'g',
  rebind: 'r',
  operator: 'o',
}

// Far above what people have, far below what costs time: a hostile record is refused by its size.
const MOST_ENTRIES = 16
const MOST_MEMBERSHIPS = 256
const MOST_SPENT = 64

/** Reads what the profile holds. Never throws; whatever is not a whole, signed record is refused. */
export function readLock(stored: unknown, keyring: Keyring | null, owner: LockOwner): Lock {
  if (keyring === null) return { kind: 'unreadable', reason: 'CONFIG_INVALID' }
  if (stored === undefined || stored === null) return { kind: 'absent' }
  const record = parseRecord(stored)
  const key = keyring.verifying.find(({ id }) => id === record?.k)
  if (
    record === null ||
    key === undefined ||
    !isSameHash(record.x, sign(record, key, owner.tenantId))
  ) {
    return { kind: 'unreadable', reason: 'STATE_TAMPERED' }
  }
  if (record.u !== ownerTag(owner, key)) return { kind: 'unreadable', reason: 'STATE_COPIED' }
  return {
    kind: 'held',
    isOutdated: key !== keyring.signing,
    entries: record.a.map(toEntry),
    phone: record.p ?? null,
    username: record.n ?? null,
    spent: record.r ?? [],
  }
}

/** Which key it says that it is signed with, believed or not; null for what no version of ours wrote. */
export function keyIdOfLock(stored: unknown): string | null {
  const { v, k } = (stored ?? {}) as Readonly<Record<string, unknown>>
  return v === 2 && typeof k === 'string' && /^[0-9a-f]{8}$/.test(k) ? k : null
}

/** Whether the record would be read again: nothing is stored that the next login refuses. */
export const isWithinRecordLimits = ({ entries }: LockContent): boolean =>
  entries.length <= MOST_ENTRIES &&
  entries.every(({ memberships }) => memberships.length <= MOST_MEMBERSHIPS)

/** The record to store, signed with the signing key. */
export function signLock(content: LockContent, key: DerivedKeys, owner: LockOwner): LockRecord {
  const { entries, phone, username, spent } = content
  const unsigned = {
    v: 2 as const,
    k: key.id,
    u: ownerTag(owner, key),
    a: entries.map(toStored),
    ...(phone === null ? {} : { p: phone }),
    ...(username === null ? {} : { n: username }),
    ...(spent.length === 0 ? {} : { r: spent.slice(-MOST_SPENT) }),
  }
  return { ...unsigned, x: sign(unsigned, key, owner.tenantId) }
}

// The stored order of keys is not ours to rely on: what is signed is rebuilt as one array.
const sign = (
  { v, k, u, a, p, n, r }: Omit<LockRecord, 'x'>,
  key: DerivedKeys,
  tenantId: string,
): string => keyedHash(key.lock, ['lock', v, k, tenantId, u, a, p ?? null, n ?? null, r ?? []])

const ownerTag = ({ tenantId, userId, createdAtMs }: LockOwner, key: DerivedKeys): string =>
  keyedHash(key.lock, ['owner', tenantId, userId, createdAtMs]).slice(0, 11)

function parseRecord(stored: NonNullable<unknown>): LockRecord | null {
  const { v, k, u, a, p, n, r, x } = stored as Readonly<Record<string, unknown>>
  if (v !== 2 || !isShortText(k) || !isShortText(u) || !isShortText(x)) return null
  if (!isListOf(a, MOST_ENTRIES, isStoredEntry)) return null
  if (![p, n].every((mark) => mark === undefined || isShortText(mark))) return null
  if (r !== undefined && !isListOf(r, MOST_SPENT, isShortText)) return null
  return stored as LockRecord
}

const isListOf = <Item>(
  value: unknown,
  most: number,
  isItem: (item: unknown) => item is Item,
): value is readonly Item[] => Array.isArray(value) && value.length <= most && value.every(isItem)

function isStoredEntry(value: unknown): value is StoredEntry {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [mark, memberships] = value
  return isShortText(mark) && isListOf(memberships, MOST_MEMBERSHIPS, isStoredMembership)
}

const isStoredMembership = (value: unknown): value is StoredMembership =>
  Array.isArray(value) &&
  value.length === 4 &&
  value.slice(0, 3).every(isShortText) &&
  Number.isSafeInteger(value[3])

const toStored = ({ mark, memberships }: LockEntry): StoredEntry => [
  mark,
  memberships.map(({ organization, identitySource, origin, lockedAtMs }) => [
    organization,
    identitySource,
    ORIGINS[origin],
    Math.floor(lockedAtMs / 1000),
  ]),
]

const toEntry = ([mark, memberships]: StoredEntry): LockEntry => ({
  mark,
  memberships: memberships.map(([organization, identitySource, origin, lockedAtSeconds]) => ({
    organization,
    identitySource,
    origin: originFrom(origin),
    lockedAtMs: lockedAtSeconds * 1000,
  })),
})

function originFrom(letter: string): LockOrigin {
  const found = Object.entries(ORIGINS).find(([, stored]) => stored === letter)
  // The signature was right, so this is a letter of a version to come: keep the membership.
  return (found?.[0] as LockOrigin | undefined) ?? 'operator'
}
