import {
  type StoredBlock,
  type StoredBlocks,
  storedBlocks,
  withBlock,
  withoutBlock,
} from '../../actions/records/block-record.ts'
import { type Fault, UserFault } from '../ground/failures.ts'

/**
 * @param where an organization id, or `*` for everywhere
 * @throws UserFault where the record cannot be read
 */
export const addBlock = (
  stored: unknown,
  where: string,
  block: Omit<StoredBlock, 'o'>,
): StoredBlocks => withBlock(demandBlocks(stored), { o: where, ...block })

/**
 * Null when no block is left: the record then goes.
 * @throws UserFault where the record cannot be read
 */
export const removeBlock = (stored: unknown, where: string): StoredBlocks | null =>
  withoutBlock(demandBlocks(stored), where)

function demandBlocks(stored: unknown): readonly StoredBlock[] {
  const blocks = storedBlocks(stored)
  if (blocks === null) throw new UserFault([unreadable])
  return blocks
}

const unreadable: Fault = {
  code: 'block_unreadable',
  message: 'the block record of this person cannot be read, and therefore refuses every login',
  fix: 'look at `app_metadata.og_block` in the Dashboard, and write it anew or delete it there',
}
