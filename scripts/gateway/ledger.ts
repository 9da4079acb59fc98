import type { JsonObject } from '../ground/json-value.ts'
import type { Call } from './call.ts'
import type { Effect } from './effect-of.ts'

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

export class OpenLedger implements Ledger {
  readonly entries = new Map<string, LedgerEntry>()
  readonly deployed = new Set<string>()
  readonly unknown: Call[] = []

  /** @param path of the thing; of a new one, with the id that it was given */
  enter(effect: Effect, path: string, before: JsonObject, call: Call): void {
    const earlier = this.entries.get(path)
    switch (effect.kind) {
      case 'create':
        this.entries.set(path, {
          kind: 'created',
          before: {},
          members: effect.value,
          isWhole: false,
        })
        break
      case 'change':
        // What goes, goes last: sent in that order, nothing of this would be left.
        if (earlier?.kind === 'removed') this.unknown.push(call)
        this.entries.set(path, {
          kind: earlier?.kind === 'created' ? 'created' : 'changed',
          before: earlier?.before ?? effect.before,
          members: effect.isWhole ? effect.members : { ...earlier?.members, ...effect.members },
          // Sent whole and then in part, it is whole all the same.
          isWhole: effect.isWhole || earlier?.isWhole === true,
        })
        break
      case 'remove':
        // Both would be sent, and neither be in the plan.
        if (earlier?.kind === 'created') this.unknown.push(call)
        if (earlier?.kind === 'created') this.entries.delete(path)
        else this.entries.set(path, { kind: 'removed', before, members: {}, isWhole: false })
        break
      case 'deploy-action':
        this.deployed.add(effect.path)
        break
      case 'unknown':
        this.unknown.push(call)
        break
      default:
        effect satisfies never
    }
  }
}
