import type { JsonObject } from '../ground/json-value.ts'
import type { Call } from './call.ts'

/** What the writes of one run come to, path by path. */
export type Ledger = {
  readonly entries: ReadonlyMap<string, LedgerEntry>
  /** Paths of Actions whose drafts are put to use. */
  readonly deployed: ReadonlySet<string>
  /** Writes of which nobody here knows what they do. */
  readonly unknown: readonly Call[]
}

export type LedgerEntry = {
  readonly kind: 'created' | 'changed' | 'removed'
  /** As the tenant has it; empty for what is new. */
  readonly before: JsonObject
  /** All that was sent about it. */
  readonly members: JsonObject
  readonly isWhole: boolean
}
