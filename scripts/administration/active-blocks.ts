import { BLOCK_KEY, readBlocks } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { isActive } from '../../policies/block.ts'
import type { Tools } from './tools.ts'

/** What shuts a person out now, as one organization may know it. */
export type ActiveBlocks = {
  readonly block: 'none' | 'organization' | 'unreadable'
  /** When the organization's own ends, epoch ms; null without an end, and without a block. */
  readonly untilMs: number | null
  /** For the whole tenant, by whatever means. */
  readonly isEverywhere: boolean
}

export function activeBlocks(
  { nowMs }: Pick<Tools, 'nowMs'>,
  organization: string,
  {
    app_metadata,
    blocked,
  }: { readonly app_metadata?: unknown; readonly blocked?: boolean | undefined },
): ActiveBlocks {
  const blocks = readBlocks(readRecord(app_metadata, BLOCK_KEY))
  const isBlocked = blocked === true
  if (blocks.kind === 'unreadable') {
    return { block: 'unreadable', untilMs: null, isEverywhere: isBlocked }
  }
  const active = blocks.blocks.filter((one) => isActive(one, nowMs()))
  const here = active.filter(
    ({ from }) => from !== 'everywhere' && from.organization === organization,
  )
  const ends = here.map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY)
  const untilMs = Math.max(...ends)
  return {
    block: here.length > 0 ? 'organization' : 'none',
    untilMs: Number.isFinite(untilMs) ? untilMs : null,
    isEverywhere: isBlocked || active.some(({ from }) => from === 'everywhere'),
  }
}

/** Whether an organization other than this one shuts the person out now: its decision, and nobody else's. */
export function isBlockedElsewhere(
  { nowMs }: Pick<Tools, 'nowMs'>,
  organization: string,
  { app_metadata }: { readonly app_metadata?: unknown },
): boolean {
  const blocks = readBlocks(readRecord(app_metadata, BLOCK_KEY))
  if (blocks.kind === 'unreadable') return true
  return blocks.blocks.some(
    (one) =>
      one.from !== 'everywhere' && one.from.organization !== organization && isActive(one, nowMs()),
  )
}
