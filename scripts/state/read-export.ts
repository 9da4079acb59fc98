import type { Profile } from '../../actions/records/lock-owner.ts'
import { LOCK_KEY } from '../../actions/records/lock-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { parseObjectLine, readTextLines } from '../ground/read-text-lines.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/user-fault.ts'

/** A line of a user export: who, and what is said to be in the lock. */
export type ExportedPerson = {
  readonly profile: Profile
  readonly storedLock: unknown
}

/**
 * The lines of a user export one by one: exports are as large as tenants. The record is where the
 * export's `fields` put it: in `app_metadata`, or under a name of its own.
 * @param file as the person wrote it, for what is said about it
 * @param tells of locks, where what it says of them is believed; of people, where the tenant is asked again
 * @throws UserFault when a line is not a person, or no line has metadata or a beginning: an export
 *   without those fields looks like a tenant without locks, or with copied ones
 */
export async function* readExport(
  absolutePath: string,
  file: string,
  tells: 'of locks' | 'of people' = 'of locks',
): AsyncGenerator<ExportedPerson> {
  let hasMetadata = false
  let hasBeginning = false
  for await (const { number, text } of readTextLines(absolutePath, fileUnreadable(file))) {
    const person = parsePerson(text)
    if (person === null) throw new UserFault([lineInvalid(file, number)])
    hasMetadata ||= FIELDS.some((field) => Object.hasOwn(person, field))
    hasBeginning ||= Object.hasOwn(person, 'created_at')
    yield { profile: person, storedLock: exportedRecord(person, LOCK_KEY) }
  }
  refuseFaults([
    // Before the guard nobody has any.
    ...(hasMetadata || tells === 'of people' ? [] : [withoutMetadata(file)]),
    ...(hasBeginning ? [] : [withoutBeginning(file)]),
  ])
}

const FIELDS = [LOCK_KEY, `app_metadata.${LOCK_KEY}`, 'app_metadata'] as const

type Line = Readonly<Record<string, unknown>>

function parsePerson(text: string): Line | null {
  const person = parseObjectLine(text)
  return typeof person?.user_id === 'string' && person.user_id !== '' ? person : null
}

/** What is named more exactly comes first; null, as an export says of nothing, is nothing. */
export const exportedRecord = (person: Line, key: string): unknown =>
  person[key] ?? person[`app_metadata.${key}`] ?? readRecord(person.app_metadata, key)

// Never what the line says: it is about a person.
const lineInvalid = (file: string, number: number): Fault => ({
  code: 'export_invalid',
  message: `line ${number} of \`${file}\` is not a person of a user export: accepted is one JSON object per line, with \`user_id\``,
  fix: 'export in the JSON format, and unpack what was downloaded',
})

const withoutMetadata = (file: string): Fault => ({
  code: 'export_without_metadata',
  message: `nobody in \`${file}\` has \`app_metadata\`, so it cannot be told who has a lock`,
  fix: 'export the fields `user_id`, `created_at` and `app_metadata`, of all connections',
})

const withoutBeginning = (file: string): Fault => ({
  code: 'export_without_beginning',
  message: `nobody in \`${file}\` has \`created_at\`, so it cannot be told whose a lock is`,
  fix: 'export the fields `user_id`, `created_at` and `app_metadata`, of all connections',
})

const fileUnreadable = (file: string): Fault => ({
  code: 'file_missing',
  message: `\`${file}\` cannot be read`,
  fix: 'name the file of a user export with `--export`',
})
