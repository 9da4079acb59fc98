import type {
  Event,
  PasswordResetPostChallengeAPI,
} from '@auth0/actions/password-reset-post-challenge/v1'
import { vi } from 'vitest'
import { onExecutePostChallenge } from '../../actions/password-reset-post-challenge/action.ts'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import type { Mode } from '../../policies/mode.ts'
import { aRulebook } from './a-rulebook.ts'
import { holdTime } from './hold-time.ts'
import { aRollout } from './login-settings.ts'
import { NOON_MS } from './noon.ts'
import { type ReadRefusal, readRefusal } from './read-refusal.ts'

export type PasswordResetRun = {
  readonly refusal: ReadRefusal | null
  readonly log: readonly string[]
}

export function resetRulebook(mode: Mode = 'enforce'): BakedRulebook {
  const rulebook = aRulebook()
  const rollout = { 'password-reset-gate': aRollout(mode) }
  return { ...rulebook, passwordReset: { ...rulebook.passwordReset, rollout } }
}

/** One password reset through the handler, in this process, as Auth0 would call it. */
export async function runPasswordReset(
  event: Event,
  rulebook: BakedRulebook = resetRulebook(),
): Promise<PasswordResetRun> {
  vi.stubGlobal('BAKED_RULEBOOK', rulebook)
  const time = holdTime(NOON_MS)
  const log: string[] = []
  const spy = vi.spyOn(console, 'log').mockImplementation((line) => void log.push(String(line)))
  const denied: string[] = []
  const api: PasswordResetPostChallengeAPI = {
    access: {
      deny(reason) {
        denied.push(reason)
        return api
      },
    },
  }
  try {
    await onExecutePostChallenge(event, api)
  } finally {
    spy.mockRestore()
    time.release()
  }
  if (denied.length > 1) throw new Error(`denied ${denied.length} times`)
  return { refusal: denied[0] === undefined ? null : readRefusal(denied[0]), log }
}
