import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2'
import { decideSignup } from '../../policies/signup/decide.ts'
import { sendDecision } from '../answers/decision-sink.ts'
import { refusalAfterFailure, refuseOrThrow } from '../answers/own-failure.ts'
import { lookUpTools } from '../management/look-up-tools.ts'
import type { SignupRulebook } from '../rulebook/baked-rulebook.ts'
import { applySignupDecision } from './effects.ts'
import { readSignup } from './facts.ts'

// Auth0 accepts a native async function only, under this very name.
export async function onExecutePreUserRegistration(
  event: Event,
  api: PreUserRegistrationAPI,
): Promise<void> {
  const rulebook: SignupRulebook = BAKED_RULEBOOK
  try {
    const nowMs = Date.now()
    const reading = await readSignup(event, rulebook, nowMs, lookUpTools(api.cache, nowMs))
    const decision = decideSignup(reading.facts, rulebook.signup)
    applySignupDecision(decision, reading, rulebook, event, api)
    await sendDecision(decision, reading.facts, rulebook)
  } catch (error) {
    const text = refusalAfterFailure(error, rulebook, rulebook.signup, 'OG_ACCESS')
    if (text !== null) refuseOrThrow(() => api.access.deny(text, text))
  }
}
