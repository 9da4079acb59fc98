import { createHash } from 'node:crypto'
import type { RunningTenant } from '../../scripts/local-tenant/start-tenant.ts'

/** What stands guard: the code that runs at each trigger, in its order, by name and hash. */
export type GuardState = Readonly<Record<string, readonly (readonly [string, string])[]>>

export function readGuardState({ tenant }: RunningTenant): GuardState {
  const { bindings, actions, actionVersions } = tenant.state
  return Object.fromEntries(
    [...bindings].map(([trigger, bound]) => [
      trigger,
      bound.map(({ action_id: id }) => {
        const action = actions.get(id)
        const code = actionVersions.get(action?.deployed_version_id ?? '')?.code ?? ''
        return [action?.name ?? '', createHash('sha256').update(code).digest('hex').slice(0, 12)]
      }),
    ]),
  )
}

/**
 * Whether each trigger runs the guards of one of the two states: every list is the old or the new
 * one, every Action in it runs its old or its new code.
 */
export function isOldOrNew(state: GuardState, before: GuardState, after: GuardState): boolean {
  const known = new Set(
    [before, after].flatMap((one) => Object.values(one).flatMap((bound) => bound.map(String))),
  )
  return Object.keys({ ...before, ...after }).every((trigger) => {
    const names = namesIn(state, trigger)
    const isKnownList = [before, after].some((one) => namesIn(one, trigger) === names)
    return isKnownList && (state[trigger] ?? []).every((bound) => known.has(String(bound)))
  })
}

const namesIn = (state: GuardState, trigger: string): string =>
  (state[trigger] ?? []).map(([name]) => name).join()
