/** Whom administrators have shut out. */
export type Blocks =
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'listed'; readonly blocks: readonly Block[] }

export type Block = {
  readonly from: 'everywhere' | { readonly organization: string }
  /** Epoch ms; null: without end. */
  readonly untilMs: number | null
}

/** Clocks differ: a block is kept a little longer than its end, never shorter. */
export const BLOCK_CLOCK_SKEW_MS = 60_000

export const isActive = (block: Block, nowMs: number): boolean =>
  block.untilMs === null || nowMs < block.untilMs + BLOCK_CLOCK_SKEW_MS
