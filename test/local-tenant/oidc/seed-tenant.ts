import { createClock } from '../../../scripts/local-tenant/clock.ts'
import { createSigningKey } from '../../../scripts/local-tenant/signing-key.ts'
import { type Client, emptyState, type Tenant } from '../../../scripts/local-tenant/store.ts'

export const NOON_MS = Date.parse('2026-11-20T12:00:00.000Z')
export const CALLBACK = 'https://app.example.com/callback'
export const API = 'https://api.example.com/'
export const ACME = 'org_acme0000000000001'
export const GLOBEX = 'org_globex00000000002'

// Slow to make, and no test is about it.
const signingKey = createSigningKey()

/** Its time is moved by nobody but the test, from `NOON_MS`. */
export async function createTenant(port: number): Promise<Tenant> {
  const domain = `localhost:${port}`
  const tenant: Tenant = {
    state: emptyState(),
    clock: createClock(NOON_MS, () => NOON_MS),
    domain,
    issuer: `https://${domain}/`,
    tenantId: 'test-tenant',
    signingKey: await signingKey,
  }
  seed(tenant)
  return tenant
}

/** A portal that allows organizations, two organizations, one database, one API. */
function seed({ state, issuer }: Tenant): void {
  addClient(state.clients, { client_id: 'portal', organization_usage: 'allow' })
  addClient(state.clients, { client_id: 'members-only', organization_usage: 'require' })
  addClient(state.clients, { client_id: 'plain', organization_usage: 'deny' })
  state.clients.set('robot', {
    client_id: 'robot',
    name: 'Robot',
    app_type: 'non_interactive',
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_post',
    client_secret: 'robot-secret-of-the-test',
  })
  state.connections.set('con_members', {
    id: 'con_members',
    name: 'members',
    strategy: 'auth0',
    enabled_clients: ['portal', 'members-only', 'plain'],
    options: { passwordPolicy: 'good' },
  })
  state.connections.set('con_sso', {
    id: 'con_sso',
    name: 'acme-sso',
    strategy: 'oidc',
    enabled_clients: ['portal'],
  })
  for (const [id, name] of [
    [ACME, 'acme'],
    [GLOBEX, 'globex'],
  ] as const) {
    state.organizations.set(id, {
      id,
      name,
      display_name: `The ${name}`,
      metadata: { tier: 'gold' },
    })
    state.organizationConnections.push({
      organization_id: id,
      connection_id: 'con_members',
      assign_membership_on_login: false,
      show_as_button: true,
      is_signup_enabled: false,
    })
  }
  state.resourceServers.set('api', {
    id: 'api',
    identifier: API,
    allow_offline_access: true,
    token_lifetime: 600,
    scopes: [{ value: 'read:reports' }, { value: 'write:reports' }],
  })
  state.clientGrants.set('cgr_1', {
    id: 'cgr_1',
    client_id: 'robot',
    audience: `${issuer}api/v2/`,
    scope: ['read:users', 'update:users'],
  })
  state.roles.set('rol_admin', {
    id: 'rol_admin',
    name: 'admin',
    description: '',
    permissions: [],
  })
}

function addClient(
  clients: Tenant['state']['clients'],
  fields: { client_id: string; organization_usage: string },
): void {
  const client: Client = {
    name: `The ${fields.client_id}`,
    app_type: 'spa',
    callbacks: [CALLBACK],
    allowed_logout_urls: ['https://app.example.com/bye'],
    web_origins: ['https://app.example.com'],
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    client_metadata: { team: 'blue' },
    refresh_token: {
      rotation_type: 'rotating',
      expiration_type: 'expiring',
      leeway: 0,
      token_lifetime: 86_400,
      idle_token_lifetime: 43_200,
    },
    ...fields,
  }
  clients.set(client.client_id, client)
}
