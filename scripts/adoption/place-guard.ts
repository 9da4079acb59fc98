import type { Trigger } from '../bundle/bundle-action.ts'
import { type Binding, judgeOrder } from '../check/action-order.ts'
import type { ActionSource } from '../check/action-source.ts'
import type { Finding } from '../check/finding.ts'

/** Where the guard of a trigger is put among the Actions that are bound there already. */
export type GuardPlace = {
  readonly index: number
  /** What `check` has against even the best place: no order is right for such Actions. */
  readonly left: readonly Finding[]
}

/**
 * The place of which `check` finds the least wrong; of several, the first, so that whoever is refused is
 * refused before anything else runs. The order of the others stays.
 */
export function placeGuard(
  trigger: Trigger,
  bound: readonly string[],
  actions: readonly ActionSource[],
  guard: ActionSource,
): GuardPlace {
  const bindings = bound.map((name) => bindingOf(trigger, name, actions))
  const places = [...bindings, null].map((_, index): GuardPlace => {
    const own: Binding = { ...bindingOf(trigger, guard.name, [guard]), action: guard }
    return { index, left: judgeOrder(bindings.toSpliced(index, 0, own)) }
  })
  return places.reduce((best, place) => (weightOf(place) < weightOf(best) ? place : best))
}

const bindingOf = (trigger: Trigger, name: string, actions: readonly ActionSource[]): Binding => ({
  trigger,
  name,
  place: { file: '', line: 1 },
  action: actions.find((one) => one.name === name) ?? null,
})

/** One error weighs more than all warnings that a trigger can have. */
const weightOf = ({ left }: GuardPlace): number =>
  left.reduce((sum, { severity }) => sum + (severity === 'error' ? 1000 : 1), 0)
