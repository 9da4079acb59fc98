import { markOf, readPersonAddress } from '../../actions/records/address-mark.ts'
import { BLOCK_KEY, storedBlocks } from '../../actions/records/block-record.ts'
import { lockOwner } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY, readLock } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { type OrganizationMetadata, withErased } from '../../actions/records/with-erased.ts'
import { contentOf, entriesFor, type LockContent } from '../../policies/lock.ts'
import { EVERYWHERE } from './block-member.ts'
import type { Profile } from './find-within-reach.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/** Beside `ADMINISTRATION_SCOPES`, for whoever leaves tombstones. */
export const TOMBSTONE_SCOPES: readonly string[] = ['update:organizations']

export const TOMBSTONES_FULL =
  'an organization had no room for another tombstone: everybody who has no lock there needs a grant now'

/** Ids of the organizations that know the person: as a member, in the lock, or by a block. */
export function placesOf(
  tools: Tools,
  profile: Profile,
  memberships: readonly string[],
): readonly string[] {
  const blocks = storedBlocks(readRecord(profile.app_metadata, BLOCK_KEY)) ?? []
  const places = [
    ...memberships,
    ...lockOf(tools, profile).entries.flatMap((entry) =>
      entry.memberships.map(({ organization }) => organization),
    ),
    ...blocks.flatMap(({ o }) => (o === EVERYWHERE ? [] : [o])),
  ]
  return [...new Set(places)]
}

/**
 * Leaves, in each organization, what makes an account with the same address or the same id ask for a grant.
 * Before the account goes, so that nobody comes back in between.
 * @returns organizations that had no room left: there everybody without a lock needs a grant now
 */
export async function keepTombstones(
  tools: Tools,
  profile: Profile,
  places: readonly string[],
): Promise<readonly string[]> {
  const full: string[] = []
  for (const place of places) {
    const isFull = await changeMetadata(tools, place, marksOfPerson(tools, profile, place))
    if (isFull) full.push(place)
  }
  return full
}

const MOST_TRIES = 5

/**
 * Metadata is written whole, and read again once every other writer has had the time to write what it had
 * read before: Auth0 keeps the last of two writes.
 * @fact Whether a PATCH of an organization merges metadata or replaces them is documented nowhere. (Auth0
 * Management API reference; read 2026-12-01)
 */
async function changeMetadata(
  { management, settings, wait }: Tools,
  place: string,
  marks: readonly string[],
): Promise<boolean> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const stored = await metadataOf(management, place)
    if (stored === null) return false
    const { metadata, isFull } = withErased(stored, marks)
    if (metadata === stored) return false
    if (isFull && sameKeys(metadata, stored)) return true
    await management.organizations.update(place, { metadata: { ...metadata } })
    await wait(settings.settleMs)
  }
  throw new Error(`the metadata of \`${place}\` is written by others all the time`)
}

const sameKeys = (one: object, other: object): boolean =>
  Object.keys(one).every((key) => Object.hasOwn(other, key))

/** Null for an organization that is gone. */
async function metadataOf(
  management: Tools['management'],
  place: string,
): Promise<OrganizationMetadata | null> {
  try {
    const { metadata = {} } = await management.organizations.get(place)
    return metadata as OrganizationMetadata
  } catch (error) {
    if (statusIn(error) === 404) return null
    throw error
  }
}

/** Of every account that is linked, and of every address that was locked there. */
function marksOfPerson(tools: Tools, profile: Profile, place: string): readonly string[] {
  const { keyring, tenantId } = tools
  const identities = profile.identities ?? []
  const ids = identities.map(({ provider, user_id }) => `${provider}|${user_id}`)
  const addresses = [profile.email, ...identities.map(({ profileData }) => profileData?.email)]
  const marks = [
    ...[profile.user_id, ...ids].map((id) => markOf('user-id', id, keyring.signing, tenantId)),
    ...addresses.flatMap((email) => {
      const read = readPersonAddress(email, keyring, tenantId)
      return read.kind === 'usable' ? [read.marks[0]] : []
    }),
    ...entriesFor(lockOf(tools, profile).entries, place).map(({ mark }) => mark),
  ]
  return [...new Set(marks)]
}

function lockOf({ keyring, tenantId }: Tools, profile: Profile): LockContent {
  const owner = lockOwner(tenantId, profile)
  return contentOf(readLock(readRecord(profile.app_metadata, LOCK_KEY), keyring, owner))
}
