import { MODES, type Mode, stricter, weaker } from '../../policies/mode.ts'
import type { RolloutFile } from './bake-rollouts.ts'
import { isForBackEnds } from './is-for-back-ends.ts'
import type { Project } from './load-project.ts'

const VERBS: Readonly<Record<Exclude<Mode, 'off'>, string>> = {
  enforce: 'enforces',
  capture: 'captures',
  monitor: 'monitors',
}

/**
 * What the environment does, strictest first, a line per mode: which policies, and for whom where
 * that is not everyone. Whoever believes to be watching reads here that somebody is refused.
 */
export function describeReach({ rulebook, environment }: Project): readonly string[] {
  const policies = Object.entries(rulebook.policies).filter(([id]) => !isForBackEnds(id))
  return [...MODES].reverse().flatMap((mode) => {
    if (mode === 'off') return []
    const reached = policies.flatMap(([policy, rollout]) => {
      const whom = whoHas(mode, rollout, environment.ceiling)
      if (whom === 'everyone') return [policy]
      return whom.length === 0 ? [] : [`${policy} (${whom.join(', ')})`]
    })
    return reached.length === 0 ? [] : [`${VERBS[mode]}: ${reached.join(', ')}`]
  })
}

/** Names that have this mode where everyone else has a weaker one. */
function whoHas(mode: Mode, rollout: RolloutFile, ceiling: Mode): 'everyone' | readonly string[] {
  const everyones = weaker(rollout.mode, ceiling)
  if (everyones === mode) return 'everyone'
  return [rollout.clients, rollout.organizations, rollout.connections]
    .flatMap((modes) => Object.entries(modes ?? {}))
    .filter(([, own]) => stricter(everyones, weaker(own, ceiling)) === mode)
    .map(([name]) => `\`${name}\``)
}
