import { isDeepStrictEqual } from 'node:util'
import { readRecord } from '../../actions/records/read-record.ts'
import type { Profile } from './find-within-reach.ts'
import type { RecordKey } from './record-keys.ts'
import type { Tools } from './tools.ts'

export type RecordChange = {
  readonly key: RecordKey
  /** The record as it is to be; the same object where it is so already. Null removes it. */
  readonly next: (stored: unknown, profile: Profile) => unknown
}

const MOST_TRIES = 5

/**
 * Makes a record what it is to be, also when somebody else writes it at the same time. Auth0 keeps the
 * last of two writes and tells neither writer, so the record is read again once every other writer has
 * had the time to write what it had read before; metadata merges at its first level, so no other record
 * is touched.
 * @returns whether anything had to be written
 * @throws Error when others write over it each time
 */
export async function changeRecord(
  tools: Tools,
  userId: string,
  change: RecordChange,
): Promise<boolean> {
  const { management, settings, wait } = tools
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const profile = (await management.users.get(userId)) as Profile
    const stored = readRecord(profile.app_metadata, change.key)
    const next = change.next(stored, profile)
    if (isSame(stored, next)) return tries > 0
    await management.users.update(userId, { app_metadata: { [change.key]: next } })
    await wait(settings.settleMs)
  }
  throw new Error(`\`${change.key}\` of \`${userId}\` is written by others all the time`)
}

/** The order of members means nothing. */
const isSame = (stored: unknown, next: unknown): boolean =>
  isDeepStrictEqual(stored ?? null, next ?? null)
