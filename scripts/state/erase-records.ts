import { setTimeout } from 'node:timers/promises'
import type { ManagementClient } from 'auth0'
import { ERASED_KEY } from '../../actions/records/erased-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { orGone } from '../administration/or-gone.ts'
import { RECORD_KEYS } from '../administration/record-keys.ts'
import type { Surroundings } from '../ground/surroundings.ts'
import { exportedRecord, readExport } from './read-export.ts'

export const ERASE_RECORDS_SCOPES = [
  'read:organizations',
  'read:users',
  'update:organizations',
  'update:users',
]

/** A user export: where it is, and as the person wrote it. */
export type ExportFile = { readonly path: string; readonly file: string }

export type ErasedRecords = {
  readonly people: number
  /** People who had none any more when they were looked at, or are gone. */
  readonly unchanged: number
  readonly organizations: number
  /** Names of organizations whose tombstones are still there. */
  readonly left: readonly string[]
}

/**
 * How many people of an export have a record.
 * @throws UserFault as `readExport`
 */
export async function countRecords(given: ExportFile): Promise<number> {
  let people = 0
  for await (const _userId of holders(given)) people += 1
  return people
}

async function* holders({ path, file }: ExportFile): AsyncGenerator<string> {
  for await (const { profile } of readExport(path, file)) {
    const person = profile as unknown as Readonly<Record<string, unknown>>
    const hasAny = RECORD_KEYS.some((key) => exportedRecord(person, key) != null)
    if (hasAny && typeof person.user_id === 'string') yield person.user_id
  }
}

/**
 * Erases what the guard and its commands wrote: of whoever has a record in an export, and the tombstones of
 * every organization. What a team set itself (`og_status`, `og_modes`, `og_domains`) stays. Each person is
 * read again, so it may be stopped and run again at any time.
 */
export async function eraseRecords(
  management: ManagementClient,
  given: ExportFile & { readonly perMinute: number },
  progress: Surroundings['progress'],
  wait: (ms: number) => Promise<unknown> = setTimeout,
): Promise<ErasedRecords> {
  const counts = { people: 0, unchanged: 0 }
  for await (const userId of holders(given)) {
    const user = await orGone(management.users.get(userId))
    const found = RECORD_KEYS.filter((key) => readRecord(user?.app_metadata, key) != null)
    if (found.length === 0) {
      counts.unchanged += 1
    } else {
      const app_metadata = Object.fromEntries(found.map((key) => [key, null]))
      await management.users.update(userId, { app_metadata })
      counts.people += 1
      await wait(60_000 / given.perMinute)
    }
    progress(`erased records of ${counts.people} people`, true)
  }
  return { ...counts, ...(await eraseTombstones(management, progress)) }
}

async function eraseTombstones(
  management: ManagementClient,
  progress: Surroundings['progress'],
): Promise<Pick<ErasedRecords, 'organizations' | 'left'>> {
  const left: string[] = []
  let organizations = 0
  for await (const { id = '', name = '' } of await management.organizations.list({ take: 100 })) {
    progress(`looking for tombstones in ${name}`, true)
    const erased = await eraseIn(management, id)
    if (erased === 'erased') organizations += 1
    if (erased === 'left') left.push(name)
  }
  return { organizations, left }
}

/**
 * Auth0 does not say whether it merges metadata or replaces them (`keep-tombstones.ts`): what is left out goes
 * where they are replaced, and null takes it out where they are merged. Null itself must not stay: it is a
 * tombstone that nobody can read, and counts for everybody.
 */
async function eraseIn(
  management: ManagementClient,
  id: string,
): Promise<'none' | 'erased' | 'left'> {
  const before = await metadataOf(management, id)
  const found = Object.keys(before).filter(isTombstone)
  if (found.length === 0) return 'none'
  const others = Object.fromEntries(Object.entries(before).filter(([key]) => !isTombstone(key)))
  const nothing = Object.fromEntries(found.map((key) => [key, null]))
  for (const metadata of [others, { ...others, ...nothing }]) {
    await management.organizations.update(id, { metadata })
    const after = await metadataOf(management, id)
    if (!Object.keys(after).some(isTombstone)) return 'erased'
  }
  return 'left'
}

const isTombstone = (key: string): boolean => key.startsWith(ERASED_KEY)

const metadataOf = async (management: ManagementClient, id: string) =>
  (await orGone(management.organizations.get(id)))?.metadata ?? {}
