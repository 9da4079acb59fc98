import type { Estate } from './estate.ts'
import type { Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

/** What goes wrong in a row, by whose hand, so that its policy refuses and no other. */
export type Arrangement = {
  /** Name of the organization that requests name; Acme when absent, none when null. */
  readonly organization?: string | null
  /** What happens to each visitor. @returns who they are afterwards */
  readonly person?: (estate: Estate, visitor: Visitor) => Promise<Visitor>
  /** What happens to the tenant, after that. @returns what undoes it */
  readonly tenant?: (stage: Stage) => Promise<() => Promise<void>>
}

/** For what leaves people who they were; whoever has no account has nothing to be changed. */
export function keeping(change: (estate: Estate, visitor: Visitor) => Promise<void>) {
  return async (estate: Estate, visitor: Visitor): Promise<Visitor> => {
    if (visitor.userId !== '') await change(estate, visitor)
    return visitor
  }
}
