import type { Event, PreUserRegistrationAPI } from '@auth0/actions/pre-user-registration/v2'
import type { Decision } from '../../policies/decide.ts'
import { renderLogLine } from '../answers/log-line.ts'
import { readLanguage, renderRefusal } from '../answers/refusal-text.ts'
import type { SignupRulebook } from '../rulebook/baked-rulebook.ts'
import type { SignupReading } from './facts.ts'

/**
 * Carries the decision out. Everyone gets one text for every refusal, so that signing up is no way
 * to find out who is invited; that goes for the log's text too, because Auth0 answers a call of its
 * sign-up endpoint with it. Operators decode the reference in it.
 */
export function applySignupDecision(
  decision: Decision,
  { facts, keyring }: SignupReading,
  rulebook: SignupRulebook,
  event: Event,
  api: PreUserRegistrationAPI,
): void {
  console.log(renderLogLine(decision, 'signup', facts, rulebook.hash))
  if (decision.outcome === 'allow') return
  const refused = { ...decision, atMs: facts.nowMs }
  const text = renderRefusal(refused, keyring, rulebook.messages, readLanguage(event))
  api.access.deny(text, text)
}
