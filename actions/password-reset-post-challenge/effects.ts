import type {
  Event,
  PasswordResetPostChallengeAPI,
} from '@auth0/actions/password-reset-post-challenge/v1'
import type { Decision } from '../../policies/decide.ts'
import { renderLogLine } from '../answers/log-line.ts'
import { readLanguage, renderRefusal } from '../answers/refusal-text.ts'
import type { PasswordResetRulebook } from '../rulebook/baked-rulebook.ts'
import type { PasswordResetReading } from './facts.ts'

/** Carries the decision out; the only place that touches Auth0's api in a password reset. */
export function applyPasswordResetDecision(
  decision: Decision,
  { facts, keyring }: PasswordResetReading,
  rulebook: PasswordResetRulebook,
  event: Event,
  api: PasswordResetPostChallengeAPI,
): void {
  console.log(renderLogLine(decision, 'password-reset', facts, rulebook.hash))
  if (decision.outcome === 'allow') return
  const refused = { ...decision, atMs: facts.nowMs }
  api.access.deny(renderRefusal(refused, keyring, rulebook.messages, readLanguage(event)))
}
