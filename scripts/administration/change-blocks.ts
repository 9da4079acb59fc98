import {
  BLOCK_KEY,
  type StoredBlock,
  type StoredBlocks,
  storedBlocks,
} from '../../actions/records/block-record.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { changeRecord } from './change-record.ts'
import type { Tools } from './tools.ts'

/**
 * Changes the blocks of a person.
 * @param change the record as it is to be, null for none; undefined leaves what is there
 * @param whenUnreadable a record that cannot be read refuses every login: whoever only shuts out is content
 *   with that, and whoever would write over it would lift what it may have held
 * @returns whether it had to be written
 * @throws UserFault for an unreadable record that is refused
 */
export const changeBlocks = (
  tools: Tools,
  person: string,
  change: (blocks: readonly StoredBlock[]) => StoredBlocks | null | undefined,
  whenUnreadable: 'keep' | 'refuse',
): Promise<boolean> =>
  changeRecord(tools, person, {
    key: BLOCK_KEY,
    next: (stored) => {
      const blocks = storedBlocks(stored)
      if (blocks === null && whenUnreadable === 'refuse') throw new UserFault([unreadable])
      const next = blocks === null ? undefined : change(blocks)
      return next === undefined ? stored : next
    },
  })

const unreadable: Fault = {
  code: 'block_unreadable',
  message: 'the block record of this person cannot be read, and therefore refuses every login',
  fix: 'look at `app_metadata.og_block` in the Dashboard, and write it anew or delete it there',
}
