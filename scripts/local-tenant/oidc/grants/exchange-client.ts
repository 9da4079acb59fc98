import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Client, JsonObject, Tenant } from '../../store.ts'
import { refused } from '../login/token-refusal.ts'
import { strings } from '../provider/client-metadata.ts'

type ProfileType = 'custom_authentication' | 'on_behalf_of_token_exchange'

/** The calling application, if its `token_exchange` setting allows this kind of exchange. */
export function requireExchangeClient(
  tenant: Tenant,
  ctx: KoaContextWithOIDC,
  type: ProfileType,
): Client {
  const client = tenant.state.clients.get(ctx.oidc.client?.clientId ?? '')
  const { allow_any_profile_of_type } = (client?.token_exchange ?? {}) as JsonObject
  if (client !== undefined && strings(allow_any_profile_of_type).includes(type)) return client
  throw refused('unauthorized_client', 'Token exchange is not enabled for this client')
}
