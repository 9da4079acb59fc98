import { canonicalJson, type Json, type JsonObject } from '../ground/json-value.ts'
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
    if (this.#isTakenBack(effect, path)) this.unknown.push(call)
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

  /**
   * All writes of a run are sent, and its plan shows what they come to: a write that undoes another, or
   * makes the same thing once more, would be sent and not be shown. The Deploy CLI makes none.
   */
  #isTakenBack(effect: Effect, path: string): boolean {
    const earlier = this.entries.get(path)
    switch (effect.kind) {
      case 'create':
        return earlier !== undefined || this.#isBelowRemoved(path)
      case 'change':
        // What goes, goes last: sent in that order, nothing of this would be left.
        return (
          earlier?.kind === 'removed' ||
          this.#isBelowRemoved(path) ||
          (earlier !== undefined && setsOtherwise(earlier, effect))
        )
      case 'remove':
        return [...this.entries].some(
          ([at, { kind }]) => kind !== 'removed' && (at === path || at.startsWith(`${path}/`)),
        )
      case 'deploy-action':
        return this.deployed.has(effect.path)
      case 'unknown':
        return false
      default:
        return effect satisfies never
    }
  }

  #isBelowRemoved(path: string): boolean {
    return [...this.entries].some(
      ([at, { kind }]) => kind === 'removed' && path.startsWith(`${at}/`),
    )
  }
}

type Change = Extract<Effect, { kind: 'change' }>

/** Whether a member is set to something else than an earlier write of the run has set it to. */
function setsOtherwise(
  { members: earlier, before }: LedgerEntry,
  { members, isWhole, isForm }: Change,
): boolean {
  if (isForm) {
    return Object.keys(members).some((name) =>
      isFlippedTwice(before[name] ?? null, earlier[name] ?? null, members[name] ?? null),
    )
  }
  const set = Object.keys(earlier).filter((name) => isWhole || Object.hasOwn(members, name))
  return set.some((name) => !isSame(earlier[name] ?? null, members[name] ?? null))
}

/** A list that grows write by write, such as the clients of a connection; anything else is set once. */
function isFlippedTwice(before: Json, earlier: Json, now: Json): boolean {
  if (!Array.isArray(before) || !Array.isArray(earlier) || !Array.isArray(now)) {
    return !isSame(before, earlier) && !isSame(earlier, now)
  }
  const has = (list: readonly Json[], item: Json): boolean => list.some((one) => isSame(one, item))
  return [...before, ...earlier, ...now].some((item) => {
    const isFlipped = has(before, item) !== has(earlier, item)
    return isFlipped && has(earlier, item) !== has(now, item)
  })
}

const isSame = (one: Json, other: Json): boolean => canonicalJson(one) === canonicalJson(other)
