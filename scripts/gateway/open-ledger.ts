import type { JsonObject } from '../ground/json-value.ts'
import type { Call } from './call.ts'
import type { Effect } from './effect-of.ts'
import { isTakenBack } from './is-taken-back.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'

export class OpenLedger implements Ledger {
  readonly entries = new Map<string, LedgerEntry>()
  readonly deployed = new Set<string>()
  readonly unknown: Call[] = []

  /** @param path of the thing; of a new one, with the id that it was given */
  enter(effect: Effect, path: string, before: JsonObject, call: Call): void {
    const earlier = this.entries.get(path)
    if (isTakenBack(effect, path, this)) this.unknown.push(call)
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
        this.entries.set(path, {
          kind: earlier?.kind === 'created' ? 'created' : 'changed',
          before: earlier?.before ?? effect.before,
          members: effect.isWhole ? effect.members : { ...earlier?.members, ...effect.members },
          // Sent whole and then in part, it is whole all the same.
          isWhole: effect.isWhole || earlier?.isWhole === true,
        })
        break
      case 'remove':
        if (earlier?.kind === 'created') this.entries.delete(path)
        else this.entries.set(path, { kind: 'removed', before, members: {}, isWhole: false })
        break
      case 'put-to-use':
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
