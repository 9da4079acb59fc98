import { canonicalJson, type Json, listOf } from '../ground/json-value.ts'
import type { Effect } from './effect-of.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'
import { isPermissions } from './role-permissions.ts'

/**
 * All writes of a run are sent, and its plan shows what they come to: a write that undoes another, or
 * makes the same thing once more, would be sent and not be shown. The Deploy CLI makes none.
 */
export function isTakenBack(effect: Effect, path: string, { entries, deployed }: Ledger): boolean {
  const earlier = entries.get(path)
  switch (effect.kind) {
    case 'create':
      return earlier !== undefined || isBelowRemoved(path, entries)
    case 'change':
      // What goes, goes last: sent in that order, nothing of this would be left.
      return (
        earlier?.kind === 'removed' ||
        isBelowRemoved(path, entries) ||
        // What is put to use is the draft as it was then.
        deployed.has(path) ||
        (earlier !== undefined && setsOtherwise(earlier, effect, path))
      )
    case 'remove':
      return [...entries].some(
        ([at, { kind }]) => kind !== 'removed' && (at === path || at.startsWith(`${path}/`)),
      )
    case 'put-to-use':
      return deployed.has(effect.path)
    case 'unknown':
      return false
    default:
      return effect satisfies never
  }
}

function isBelowRemoved(path: string, entries: Ledger['entries']): boolean {
  return [...entries].some(([at, { kind }]) => kind === 'removed' && path.startsWith(`${at}/`))
}

type Change = Extract<Effect, { kind: 'change' }>

/** Whether a member is set to something else than an earlier write of the run has set it to. */
function setsOtherwise(
  { members: earlier, before }: LedgerEntry,
  { members, isWhole, isForm }: Change,
  path: string,
): boolean {
  // What it did not name, it left as it was.
  const set = Object.keys(earlier).filter((name) => isWhole || Object.hasOwn(members, name))
  if (isForm) {
    // Nobody is sent what the Deploy CLI takes of a role and gives back: it waits for the end.
    const isTakingPutOff = isPermissions(path)
    return set.some((name) =>
      isFlippedTwice(
        name,
        [before[name] ?? null, earlier[name] ?? null, members[name] ?? null],
        isTakingPutOff,
      ),
    )
  }
  return set.some((name) => !isSame(earlier[name] ?? null, members[name] ?? null))
}

/** Lists without an order, which grow write by write; anything else is set once. */
const GROWING = new Set(['clients', 'enabled_clients', 'permissions'])

function isFlippedTwice(
  name: string,
  [before, earlier, now]: readonly [Json, Json, Json],
  isTakingPutOff: boolean,
): boolean {
  const lists = [before, earlier, now]
  if (!GROWING.has(name) || !lists.every((one) => Array.isArray(one))) {
    return !isSame(before, earlier) && !isSame(earlier, now)
  }
  const has = (list: Json, item: unknown): boolean => listOf(list).some((one) => isSame(one, item))
  return lists.flatMap(listOf).some((item) => {
    const isFlipped = has(before, item) !== has(earlier, item)
    if (!isFlipped || has(earlier, item) === has(now, item)) return false
    return !(isTakingPutOff && has(before, item))
  })
}

const isSame = (one: unknown, other: unknown): boolean =>
  canonicalJson(one) === canonicalJson(other)
