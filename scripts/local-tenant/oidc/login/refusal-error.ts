import { errors } from 'oidc-provider'
import type { Refusal } from '../../runtime/trigger-outcome.ts'
import { refusalText } from './apply-outcome.ts'
import { refused, type TokenRefusal } from './token-refusal.ts'

/** What the application is told at its callback. */
export function callbackError(refusal: Refusal): Error {
  const text = refusalText(refusal)
  if (refusal.kind === 'interaction-required') return new errors.InteractionRequired(text)
  return new errors.AccessDenied(text)
}

/** What it is told at the token endpoint. */
export function tokenError(refusal: Refusal): TokenRefusal {
  const error = refusal.kind === 'interaction-required' ? 'interaction_required' : 'access_denied'
  return refused(error, refusalText(refusal))
}
