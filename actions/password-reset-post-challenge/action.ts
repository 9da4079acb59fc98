import type {
  Event,
  PasswordResetPostChallengeAPI,
} from '@auth0/actions/password-reset-post-challenge/v1'
import { decidePasswordReset } from '../../policies/password-reset/decide.ts'
import { sendDecision } from '../answers/decision-sink.ts'
import { refusalAfterFailure, refuseOrThrow } from '../answers/own-failure.ts'
import type { PasswordResetRulebook } from '../rulebook/baked-rulebook.ts'
import { applyPasswordResetDecision } from './effects.ts'
import { readPasswordReset } from './facts.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecutePostChallenge(
  event: Event,
  api: PasswordResetPostChallengeAPI,
): Promise<void> {
  const rulebook: PasswordResetRulebook = BAKED_RULEBOOK
  try {
    const reading = readPasswordReset(event, rulebook, Date.now())
    const decision = decidePasswordReset(reading.facts, rulebook.passwordReset)
    applyPasswordResetDecision(decision, reading, rulebook, event, api)
    await sendDecision(decision, reading.facts, rulebook)
  } catch (error) {
    const refusal = refusalAfterFailure(error, rulebook, rulebook.passwordReset, 'OG_RETRY')
    if (refusal !== null) refuseOrThrow(() => api.access.deny(refusal))
  }
}
