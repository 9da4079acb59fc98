import { type Fault, UserFault } from '../ground/failures.ts'

/** `og_block` as operators write it; see actions/records/block-record.ts. */
export type StoredBlocks = { readonly v: 1; readonly b: readonly StoredBlock[] }
type StoredBlock = {
  readonly o: string
  readonly r: string
  readonly t: number
  readonly until?: number
}

/** @param where an organization id, or `*` for everywhere */
export function addBlock(
  stored: unknown,
  where: string,
  block: Omit<StoredBlock, 'o'>,
): StoredBlocks {
  const others = blocksOf(stored).filter(({ o }) => o !== where)
  return { v: 1, b: [...others, { o: where, ...block }] }
}

/** Null when no block is left: the record then goes. */
export function removeBlock(stored: unknown, where: string): StoredBlocks | null {
  const others = blocksOf(stored).filter(({ o }) => o !== where)
  return others.length === 0 ? null : { v: 1, b: others }
}

function blocksOf(stored: unknown): readonly StoredBlock[] {
  if (stored === undefined || stored === null) return []
  const { v, b } = stored as Partial<StoredBlocks>
  if (v === 1 && Array.isArray(b)) return b
  throw new UserFault([unreadable])
}

const unreadable: Fault = {
  code: 'block_unreadable',
  message: 'the block record of this person cannot be read, and therefore refuses every login',
  fix: 'look at `app_metadata.og_block` in the Dashboard, and write it anew or delete it there',
}
