import { errors } from 'oidc-provider'
import type { ActionRefusal } from '../../runtime/trigger-outcome.ts'
import type { Tenant } from '../../store.ts'
import { deniedStatus, type TokenProtocol } from './denied-status.ts'
import { refusalText } from './refusal-text.ts'
import { refused, type TokenRefusal } from './token-refusal.ts'

/** What the application is told at its callback. */
export function callbackError(refusal: ActionRefusal): Error {
  const text = refusalText(refusal)
  if (refusal.kind === 'interaction-required') return new errors.InteractionRequired(text)
  return new errors.AccessDenied(text)
}

/**
 * What it is told at the token endpoint.
 * @fact A refresh token that an Action revokes is refused with 403. (Auth0 docs, manage refresh
 * tokens with Actions; read 2026-11-28; switch refreshDeniedIs500)
 */
export function tokenError(
  tenant: Tenant,
  refusal: ActionRefusal,
  protocol: TokenProtocol,
): TokenRefusal {
  const text = refusalText(refusal)
  if (refusal.kind === 'interaction-required') return refused('interaction_required', text)
  const status = refusal.kind === 'revoked' ? 403 : deniedStatus(tenant, protocol)
  return refused('access_denied', text, status)
}
