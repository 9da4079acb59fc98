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
  evaluate({ keys, door, isOwnerKnown, person, lock }) {
    if (keys === 'unusable') return deny('CONFIG_INVALID')
    if (door === 'unknown' || !isOwnerKnown) return deny('EVENT_UNSUPPORTED')
    // Before the lock, which speaks for fewer: a broken one must not hide what concerns everyone.
    if (person.isShadowed) return deny('STATE_SHADOW_KEY')
    return lock.kind === 'unreadable' ? deny(lock.reason) : PASS
  },
  // A broken record concerns only those who read it; a guard without keys concerns everyone.
  modeFrom({ reason }) {
    const concernsLocks = reason === 'STATE_TAMPERED' || reason === 'STATE_COPIED'
    return concernsLocks ? ['email-lock', 'identity-lock', 'identifier-lock'] : 'every-policy'
  },
}
