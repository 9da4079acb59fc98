import type { JsonObject } from '../ground/json-value.ts'
import type { Call } from './call.ts'

/** What the writes of one run come to, path by path. */
export type Ledger = {
  readonly entries: ReadonlyMap<string, LedgerEntry>
  /** Paths of Actions and modules whose drafts are put to use. */
  readonly deployed: ReadonlySet<string>
  /** Writes whose effect cannot be foreseen, or would not be shown. */
  readonly unknown: readonly Call[]
}

export type LedgerEntry = {
  readonly kind: 'created' | 'changed' | 'removed'
  /** As the tenant has it; empty for what is new. */
  readonly before: JsonObject
  /** The members that were sent, those of later writes over those of earlier ones. */
  readonly members: JsonObject
  /** Members that were not sent are removed (PUT). */
  readonly isWhole: boolean
}
