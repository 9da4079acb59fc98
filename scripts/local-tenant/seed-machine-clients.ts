import { newClientGrant } from './management/client-grant-routes.ts'
import { newClient } from './management/client-routes.ts'
import { managementScopes } from './management/management-routes.ts'
import { managementAudience } from './management/management-token.ts'
import { newResourceServer } from './management/resource-server-routes.ts'
import type { JsonObject, Tenant } from './store.ts'

export type MachineClient = { readonly clientId: string; readonly clientSecret: string }
export type MachineClients = {
  /** For the Deploy CLI and operators: every scope the emulated routes know. */
  readonly deploy: MachineClient
  /** For the Actions' own look-ups: `GUARD_SCOPES` and nothing else. */
  readonly guard: MachineClient
}

/**
 * @fact These are the least scopes with which an Action can ask who is a member (`GET
 * /users/{id}/organizations`) and who is invited (`GET /organizations/{id}/invitations`). (Auth0
 * API reference; read 2026-11-22)
 */
export const GUARD_SCOPES: readonly string[] = [
  'read:organizations',
  'read:organization_invitations',
]

/**
 * What a tenant has before anybody deploys to it: the Management API as a resource server, the
 * global client that stands for all applications (a full export fails without it), and two machine
 * clients with random secrets that may call the API. They are no part of `tenant/`, and imports
 * leave them alone as long as AUTH0_ALLOW_DELETE is off.
 * @param known the clients as they were seeded before, so that their secrets stay
 */
export function seedMachineClients(tenant: Tenant, known?: MachineClients): MachineClients {
  const api = newResourceServer(tenant, {
    name: 'Auth0 Management API',
    identifier: managementAudience(tenant),
    scopes: managementScopes.map((value) => ({ value, description: value })),
    is_system: true,
  })
  tenant.state.resourceServers.set(api.id, api)
  const everyClient = {
    ...newClient(tenant, { name: 'All Applications', grant_types: [] }),
    global: true,
  }
  tenant.state.clients.set(everyClient.client_id, everyClient)
  return {
    deploy: seedMachineClient(tenant, 'Deploy CLI', managementScopes, known?.deploy),
    guard: seedMachineClient(tenant, 'Org Guard', GUARD_SCOPES, known?.guard),
  }
}

/** The two clients with the secrets they have now: a restored snapshot brings its own. */
export function currentMachineClients(tenant: Tenant, seeded: MachineClients): MachineClients {
  const current = ({ clientId, clientSecret }: MachineClient): MachineClient => {
    const secret = tenant.state.clients.get(clientId)?.client_secret
    return { clientId, clientSecret: typeof secret === 'string' ? secret : clientSecret }
  }
  return { deploy: current(seeded.deploy), guard: current(seeded.guard) }
}

/** @fact The dashboard says more of a client than it has to. (Management API, clients; recorded 2026-08-10) */
const AS_DASHBOARD: JsonObject = {
  allowed_clients: [],
  client_aliases: [],
  native_social_login: { apple: { enabled: false }, facebook: { enabled: false } },
  token_endpoint_auth_method: 'client_secret_post',
}

function seedMachineClient(
  tenant: Tenant,
  name: string,
  scopes: readonly string[],
  known: MachineClient | undefined,
): MachineClient {
  const made = newClient(tenant, { name, app_type: 'non_interactive', ...AS_DASHBOARD })
  const client = known === undefined ? made : { ...made, client_secret: known.clientSecret }
  tenant.state.clients.set(client.client_id, client)
  const grant = newClientGrant(tenant, {
    client_id: client.client_id,
    audience: managementAudience(tenant),
    scope: [...scopes],
  })
  tenant.state.clientGrants.set(grant.id, grant)
  return { clientId: client.client_id, clientSecret: String(client.client_secret) }
}
