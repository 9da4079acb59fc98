import type { Client, JsonObject, Tenant } from '../../store.ts'
import { findResourceServer } from '../provider/resource-servers.ts'
import { refused } from './token-refusal.ts'

/** The name under which everything that would bind a token to its sender is refused. */
export const NO_PROOF_OF_POSSESSION =
  'local_tenant_not_emulated: proof of possession (DPoP, mTLS); every token here is a bearer token'

/**
 * Tokens that must be bound to their sender are not handed out as plain ones: a constraint that is
 * only pretended is worse than none.
 * @throws TokenRefusal where the client or the API demands one
 */
export function assertNoProofNeeded(
  tenant: Tenant,
  client: Client,
  audience: string | undefined,
): void {
  const api = audience === undefined ? undefined : findResourceServer(tenant, audience)
  const { required } = (api?.proof_of_possession ?? {}) as JsonObject
  if (client.require_proof_of_possession !== true && required !== true) return
  throw refused('invalid_request', NO_PROOF_OF_POSSESSION, 400)
}
