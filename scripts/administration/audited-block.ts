import { BLOCK_KEY, readBlocks, storedBlocks } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import type { Profile } from './find-within-reach.ts'
import { isReasonWord } from './is-reason-word.ts'

/**
 * The block record of a person as the audit holds it, which nobody can take an address out of again: whoever
 * writes the record may write anything into it. Null for none.
 */
export function auditedBlock({ app_metadata }: Pick<Profile, 'app_metadata'>) {
  const stored = readRecord(app_metadata, BLOCK_KEY)
  if (readBlocks(stored).kind === 'unreadable') return 'unreadable'
  const blocks = storedBlocks(stored) ?? []
  if (blocks.length === 0) return null
  const b = blocks.map(({ o, r, t, until }) => ({
    o,
    r: isReasonWord(r) ? r : null,
    t,
    ...(until === undefined ? {} : { until }),
  }))
  return { v: 1, b }
}
