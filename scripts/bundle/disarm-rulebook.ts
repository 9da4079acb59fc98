import { createHash } from 'node:crypto'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { holdDown } from '../project/hold-down.ts'

/** The first line of a disarmed Action: whoever opens it in the Dashboard sees it, and so does a plan. */
export const DISARMED_LINE = '// DISARMED: this guard watches and refuses nobody.'

/** Null, where nothing is deployed, is not disarmed. */
export const isDisarmed = (code: string | null): boolean => code?.startsWith(DISARMED_LINE) === true

/**
 * The same rulebook with every policy held down to `monitor`: decisions are made and logged, nobody
 * is refused, and nothing is written. Pure.
 */
export function disarmRulebook({ hash: _armed, ...rulebook }: BakedRulebook): BakedRulebook {
  const body = {
    ...rulebook,
    login: holdDown(rulebook.login, 'monitor'),
    signup: holdDown(rulebook.signup, 'monitor'),
    passwordReset: holdDown(rulebook.passwordReset, 'monitor'),
    machineToken: holdDown(rulebook.machineToken, 'monitor'),
    ...(rulebook.drift && { drift: { ...rulebook.drift, mode: 'monitor' as const } }),
  }
  const hash = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 8)
  return { hash, ...body }
}
