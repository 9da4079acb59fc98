import type { Block, Blocks } from '../../policies/block.ts'

/**
 * `app_metadata.og_block`: whom administrators have shut out, written by operators only.
 * `{ v: 1, b: [{ o: '<organization id>' | '*', r: '<reason>', t: <seconds>, until?: <seconds> }] }`.
 * It is not signed, so that any operator's tool can write it; therefore a record that cannot be read
 * counts against the person.
 */
export const BLOCK_KEY = 'og_block'

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
