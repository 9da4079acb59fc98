import type { PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2'
import type { Decision } from '../../policies/fold.ts'
import type { BakedRulebook } from '../baked-rulebook.ts'
import { renderLogLine } from '../log-line.ts'
import { renderRefusal } from '../refusal-text.ts'
import type { SignupReading } from './facts.ts'

/**
 * Carries the decision out. The tenant log gets the reason; the person gets one text for every
 * refusal, so that signing up is no way to find out who is invited.
 */
export function applySignupDecision(
  decision: Decision,
  { facts, keyring }: SignupReading,
  rulebook: BakedRulebook,
  api: PreUserRegistrationAPI,
): void {
  console.log(renderLogLine(decision, 'signup', facts.scope, rulebook.hash))
  if (decision.outcome === 'allow') return
  const refused = { ...decision, atMs: facts.nowMs }
  const userMessage = renderRefusal(refused, keyring, rulebook.messages)
  api.access.deny(`${decision.reason} by ${decision.policy}`, userMessage)
}
