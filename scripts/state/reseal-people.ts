import { keyIdOfMark } from '../../actions/records/address-mark.ts'
import type { Keyring } from '../../actions/records/keyring.ts'
import { type LockRecord, signLock } from '../../actions/records/lock-record.ts'
import type { EquivalentDomain } from '../../actions/rulebook/baked-rulebook.ts'
import { contentOf, type LockContent } from '../../policies/lock.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import type { PersonRecords } from './person-records.ts'
import { resealLock } from './reseal-lock.ts'

/** The tenant of today, one person at a time. */
export type ResealDesk = {
  readonly keyring: Keyring
  readonly tenantId: string
  readonly equivalentDomains: readonly EquivalentDomain[]
  /** Null for whoever is gone. */
  readonly read: (userId: string) => Promise<PersonRecords | null>
  readonly write: (userId: string, record: LockRecord) => Promise<void>
  readonly progress: Surroundings['progress']
}

export type Resealed = {
  readonly written: number
  /** Nothing was to be written: they signed in since, have no lock any more, or are gone. */
  readonly unchanged: number
  /** Whom this cannot help, and why. */
  readonly left: readonly Left[]
}

export type Left = {
  readonly userId: string
  readonly why:
    | { readonly kind: 'refused'; readonly reason: string }
    | {
        readonly kind: 'stale'
        /** Organizations whose locked address is not the one of today. */
        readonly organizations: readonly string[]
        readonly identifiers: readonly ('telephone number' | 'user name')[]
      }
}

/**
 * Moves the records of these people to the signing key. Nothing is believed but what the tenant says
 * now and the keys confirm, so it may be stopped and run again at any time.
 */
export async function resealPeople(
  userIds: readonly string[],
  desk: ResealDesk,
): Promise<Resealed> {
  const left: Left[] = []
  let written = 0
  for (const [index, userId] of userIds.entries()) {
    desk.progress(`resealing ${index + 1} of ${userIds.length}`, true)
    const resealed = await resealPerson(userId, desk)
    if (resealed.isWritten) written += 1
    if (resealed.why !== null) left.push({ userId, why: resealed.why })
  }
  const unchanged =
    userIds.length - written - left.filter(({ why }) => why.kind === 'refused').length
  return { written, unchanged, left }
}

async function resealPerson(
  userId: string,
  desk: ResealDesk,
): Promise<{ readonly isWritten: boolean; readonly why: Left['why'] | null }> {
  const { keyring, tenantId, equivalentDomains } = desk
  const records = await desk.read(userId)
  if (records === null || records.lock.kind === 'absent') return { isWritten: false, why: null }
  const { lock } = records
  // Signing it anew would make believed what is not.
  if (lock.kind === 'unreadable') {
    return { isWritten: false, why: { kind: 'refused', reason: lock.reason } }
  }
  const renewed = resealLock(records, keyring, tenantId, equivalentDomains)
  if (renewed !== null) {
    await desk.write(userId, signLock(renewed, keyring.signing, records.owner))
  }
  return { isWritten: renewed !== null, why: staleIn(renewed ?? contentOf(lock), keyring) }
}

/** What only its owner, or an operator, can bring under the signing key: its value is not known. */
function staleIn(
  { entries, phone, username }: LockContent,
  { signing }: Keyring,
): Left['why'] | null {
  const isStale = (mark: string | null): boolean =>
    mark !== null && keyIdOfMark(mark) !== signing.id
  const organizations = entries
    .filter(({ mark }) => isStale(mark))
    .flatMap(({ memberships }) => memberships.map(({ organization }) => organization))
  const identifiers = [
    ...(isStale(phone) ? (['telephone number'] as const) : []),
    ...(isStale(username) ? (['user name'] as const) : []),
  ]
  if (organizations.length + identifiers.length === 0) return null
  return { kind: 'stale', organizations: [...new Set(organizations)], identifiers }
}
