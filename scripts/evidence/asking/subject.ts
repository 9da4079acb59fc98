import type { KnownNames } from '../space/named-classes.ts'
import type { AskedTrigger } from '../space/questions-at.ts'

/** Two texts that are asked the same, and whom they speak of. Plain values: a thread is given them. */
export type Subject = {
  readonly trigger: AskedTrigger
  /** Null: there is no guard, and everybody is let in. */
  readonly codes: readonly [base: string | null, head: string | null]
  /** Of both versions. */
  readonly names: KnownNames
  readonly tenantId: string
  readonly nowMs: number
}

/** Every so manieth question, from which on: what one of several threads asks. */
export type Share = { readonly from: number; readonly of: number }
