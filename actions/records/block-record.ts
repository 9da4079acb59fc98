import type { Block, Blocks } from '../../policies/block.ts'

/**
 * `app_metadata.og_block`: whom administrators have shut out, written by operators only.
 * `{ v: 1, b: [{ o: '<organization id>' | '*', r: '<reason>', t: <seconds>, until?: <seconds> }] }`.
 * It is not signed, so that any operator's tool can write it; therefore a record that cannot be read
 * counts against the person.
 */
export const BLOCK_KEY = 'og_block'

export type StoredBlocks = { readonly v: 1; readonly b: readonly StoredBlock[] }
export type StoredBlock = {
  readonly o: string
  readonly r: string
  readonly t: number
  readonly until?: number
}

const MOST_BLOCKS = 1000
// A name where an id should be would block nobody, and nobody would notice.
const PLACE = /^(\*|org_[A-Za-z0-9]{1,64})$/

/** Never throws. No record is no block; half a record is not. */
export function readBlocks(stored: unknown): Blocks {
  if (stored === undefined || stored === null) return { kind: 'listed', blocks: [] }
  const { v, b } = asObject(stored)
  if (v !== 1 || !Array.isArray(b) || b.length > MOST_BLOCKS) return { kind: 'unreadable' }
  const blocks = b.map(readBlock)
  return blocks.every((block) => block !== null)
    ? { kind: 'listed', blocks }
    : { kind: 'unreadable' }
}

/** What the record lists, believed or not, to be written again; null where it lists nothing. */
export function storedBlocks(stored: unknown): readonly StoredBlock[] | null {
  if (stored === undefined || stored === null) return []
  const { v, b } = asObject(stored)
  return v === 1 && Array.isArray(b) ? b : null
}

/** The record with one block more, in place of the one that stood for the same. */
export const withBlock = (blocks: readonly StoredBlock[], block: StoredBlock): StoredBlocks => ({
  v: 1,
  b: [...blocks.filter(({ o }) => o !== block.o), block],
})

/**
 * The record with one block less; null where none is left: the record then goes.
 * @param where an organization id, or `*` for everywhere
 */
export function withoutBlock(blocks: readonly StoredBlock[], where: string): StoredBlocks | null {
  const others = blocks.filter(({ o }) => o !== where)
  return others.length === 0 ? null : { v: 1, b: others }
}

function readBlock(stored: unknown): Block | null {
  const { o, r, t, until } = asObject(stored)
  if (typeof o !== 'string' || !PLACE.test(o) || typeof r !== 'string') return null
  if (!Number.isSafeInteger(t)) return null
  if (until !== undefined && !Number.isSafeInteger(until)) return null
  return {
    from: o === '*' ? 'everywhere' : { organization: o },
    untilMs: until === undefined ? null : (until as number) * 1000,
  }
}

const asObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {}
