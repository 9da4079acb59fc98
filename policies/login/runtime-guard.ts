import { deny, PASS, type Policy } from '../policy.ts'
import type { LoginFacts } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/**
 * runtime-guard: nothing is decided on evidence the guard cannot believe.
 * Why: without its key the guard can neither check a lock nor make one, and a door it does not know
 * may lack the evidence that the other policies count on.
 */
export const runtimeGuard: Policy<LoginFacts, LoginSettings> = {
  id: 'runtime-guard',
  question: 'Do I have my keys, do I know this door, and is what I stored still mine?',
  evaluate(facts) {
    if (facts.keys === 'unusable') return deny('CONFIG_INVALID')
    if (facts.door === 'unknown' || facts.person.id === '') return deny('EVENT_UNSUPPORTED')
    if (facts.lock.kind === 'unreadable') return deny(facts.lock.reason)
    return PASS
  },
  // A broken lock concerns only those who read locks; a guard without keys concerns everyone.
  governedBy: ({ reason }) =>
    reason === 'STATE_TAMPERED' || reason === 'STATE_COPIED' ? ['email-lock'] : 'every-policy',
}
