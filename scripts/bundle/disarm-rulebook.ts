import { createHash } from 'node:crypto'
import type { BakedRulebook } from '../../actions/baked-rulebook.ts'
import type { Rollout } from '../../policies/mode.ts'
import type { CommonSettings } from '../../policies/policy.ts'

/** The first line of a disarmed Action: whoever opens it in the Dashboard sees it, and so does a plan. */
export const DISARMED_LINE = '// DISARMED: this guard watches and refuses nobody.'

/**
 * The same rulebook with every policy held down to `monitor`: decisions are made and logged, nobody
 * is refused, and nothing is written. Pure.
 */
export function disarmRulebook({ hash: _armed, ...rulebook }: BakedRulebook): BakedRulebook {
  const body = {
    ...rulebook,
    login: disarm(rulebook.login),
    signup: disarm(rulebook.signup),
    passwordReset: disarm(rulebook.passwordReset),
    machineToken: disarm(rulebook.machineToken),
  }
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)
  return { hash, ...body }
}

/** The rollouts, and the flag that holds down what an application or an organization asks for. */
const disarm = <Settings extends CommonSettings>(settings: Settings): Settings => ({
  ...settings,
  disarmed: true,
  rollout: Object.fromEntries(
    Object.entries(settings.rollout).map(([policy, rollout]) => [policy, heldDown(rollout)]),
  ),
})

const heldDown = (rollout: Rollout): Rollout =>
  JSON.parse(JSON.stringify(rollout), (_key, value) =>
    value === 'enforce' || value === 'capture' ? 'monitor' : value,
  )
