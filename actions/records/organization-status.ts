import { readText } from '../reading/read-text.ts'
import { readRecord } from './read-record.ts'

/** The metadata key by which an organization says that it is active, or is not. */
export const STATUS_KEY = 'og_status'

/** Null when it says nothing; a status that is no text is one that nobody listed. */
export const readStatus = (
  metadata: Readonly<Record<string, string>> | undefined,
): string | null => {
  const status = readRecord(metadata, STATUS_KEY)
  return status === undefined ? null : readText(status)
}
