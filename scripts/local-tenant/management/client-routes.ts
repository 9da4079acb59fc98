import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { Client, JsonObject, Tenant } from '../store.ts'
import { isObject, jsonObject, parseBody, patched } from './body.ts'
import { inexistent, invalidBody } from './management-error.ts'
import { CLIENT_NAME } from './name-patterns.ts'
import { checkpointList, readBoolean, selectFields, takenList } from './paging.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  patch,
  post,
  type Route,
} from './route.ts'
import { signingCertificatesOf } from './signing-certificates.ts'

const READ = [
  'read:clients',
  'read:client_keys',
  'read:client_credentials',
  'read:client_summary',
] as const
const UPDATE = ['update:clients', 'update:client_keys', 'update:client_credentials'] as const

const simplified =
  'most properties are kept as sent; the answer to a new one does not hold the private signing key'

export const clientRoutes: readonly Route[] = [
  get('/clients', READ, listClients, simplified),
  post('/clients', 'create:clients', createClient, simplified),
  get('/clients/:client_id', READ, showClient, simplified),
  patch('/clients/:client_id', UPDATE, updateClient, simplified),
  del('/clients/:client_id', 'delete:clients', deleteClient),
  post('/clients/:client_id/rotate-secret', 'update:client_keys', rotateSecret),
  get('/clients/:client_id/connections', 'read:connections', listClientConnections),
]

// What only the tenant writes. Auth0's own list of accepted properties is longer than what is
// emulated, so unknown ones are let through, and these are refused by name.
const READ_ONLY = ['client_id', 'tenant', 'global', 'callback_url_template', 'signing_keys']

const clientFields = {
  name: z.string().min(1).regex(CLIENT_NAME, { message: 'Pattern does not match: ^[^<>]+$' }),
  description: z.string().max(140),
  app_type: z.string(),
  callbacks: z.array(z.string()),
  allowed_logout_urls: z.array(z.string()),
  allowed_origins: z.array(z.string()),
  web_origins: z.array(z.string()),
  grant_types: z.array(z.string()),
  client_secret: z.string().min(1),
  client_metadata: jsonObject,
  organization_usage: z.enum(['deny', 'allow', 'require']).nullable(),
  organization_require_behavior: z
    .enum(['no_prompt', 'pre_login_prompt', 'post_login_prompt'])
    .nullable(),
  token_endpoint_auth_method: z
    .enum(['none', 'client_secret_post', 'client_secret_basic'])
    .nullable(),
  is_first_party: z.boolean(),
  oidc_conformant: z.boolean(),
  refresh_token: jsonObject.nullable(),
  jwt_configuration: jsonObject,
  initiate_login_uri: z.string(),
}
const CreateBody = z.looseObject({
  ...z.object(clientFields).partial().shape,
  name: clientFields.name,
})
const UpdateBody = z.looseObject(z.object(clientFields).partial().shape)

/** @throws ManagementError 404 `inexistent_client` */
export function findClient(request: ManagementRequest): Client {
  const client = request.tenant.state.clients.get(param(request, 'client_id'))
  if (client === undefined) throw inexistent('client')
  return client
}

async function listClients(request: ManagementRequest) {
  const { query, tenant } = request
  const isGlobal = readBoolean(query, 'is_global')
  const isFirstParty = readBoolean(query, 'is_first_party')
  const appTypes = query.get('app_type')?.split(',')
  const clients = [...tenant.state.clients.values()].filter(
    (client) =>
      (isGlobal === undefined || (client.global === true) === isGlobal) &&
      (isFirstParty === undefined || (client.is_first_party !== false) === isFirstParty) &&
      (appTypes === undefined || appTypes.includes(String(client.app_type))),
  )
  return checkpointList(
    'clients',
    await Promise.all(clients.map((client) => renderClient(client, request))),
    query,
  )
}

async function showClient(request: ManagementRequest) {
  return ok(selectFields(await renderClient(findClient(request), request), request.query))
}

/** @fact A new one says `encrypted`, and later answers do not. (Management API, clients; recorded 2026-08-10) */
async function createClient(request: ManagementRequest) {
  const body = parseClient(CreateBody, request.body)
  const client = newClient(request.tenant, { ...body, name: String(body.name) })
  request.tenant.state.clients.set(client.client_id, client)
  return created({ ...(await withCertificates(request.tenant, client)), encrypted: true })
}

async function updateClient(request: ManagementRequest) {
  const client = findClient(request)
  const changes = parseClient(UpdateBody, request.body)
  const metadata = changes.client_metadata
  if (isObject(metadata)) {
    // Merges at its first level, unlike every other object of a client.
    const before = isObject(client.client_metadata) ? client.client_metadata : {}
    changes.client_metadata = patched(before, metadata)
  }
  const updated = patched(client, { ...changes, ...saysSecretEncoding(changes) })
  request.tenant.state.clients.set(client.client_id, updated)
  return ok(await renderClient(updated, request))
}

function deleteClient(request: ManagementRequest) {
  const { state } = request.tenant
  const clientId = param(request, 'client_id')
  state.clients.delete(clientId)
  for (const grant of [...state.clientGrants.values()]) {
    if (grant.client_id === clientId) state.clientGrants.delete(grant.id)
  }
  for (const connection of state.connections.values()) {
    connection.enabled_clients = connection.enabled_clients.filter((id) => id !== clientId)
  }
  return noContent
}

async function rotateSecret(request: ManagementRequest) {
  const client = findClient(request)
  const rotated = { ...client, client_secret: newSecret() }
  request.tenant.state.clients.set(client.client_id, rotated)
  return ok(
    await renderClient(rotated, { ...request, grantedScopes: new Set(['read:client_keys']) }),
  )
}

function listClientConnections(request: ManagementRequest) {
  const { client_id } = findClient(request)
  const connections = [...request.tenant.state.connections.values()].filter((connection) =>
    connection.enabled_clients.includes(client_id),
  )
  return takenList('connections', connections, request.query)
}

/** A client with Auth0's defaults for what `settings` leaves out, and a random secret. Not stored. */
export function newClient(tenant: Tenant, settings: JsonObject & { name: string }): Client {
  const appType = settings.app_type
  const isPublic = appType === 'spa' || appType === 'native'
  return {
    tenant: tenant.tenantId,
    global: false,
    is_token_endpoint_ip_header_trusted: false,
    is_first_party: true,
    oidc_conformant: true,
    sso_disabled: false,
    cross_origin_auth: false,
    cross_origin_authentication: false,
    callbacks: [],
    custom_login_page_on: true,
    callback_url_template: false,
    jwt_configuration: { alg: 'RS256', lifetime_in_seconds: 36_000, secret_encoded: false },
    refresh_token: defaultRefreshToken(isPublic),
    // Recorded: what proves who a confidential application is is told where it was sent, and nowhere else.
    ...(isPublic ? { token_endpoint_auth_method: 'none' } : {}),
    grant_types: defaultGrantTypes(appType),
    client_secret: newSecret(),
    ...settings,
    ...saysSecretEncoding(settings),
    client_id: freeId('client', settings.name, (id) => tenant.state.clients.has(id)),
  }
}

/**
 * @fact `jwt_configuration` is answered with `secret_encoded: false` where it was sent without.
 * (recordings in the tests of auth0-deploy-cli: Management API, clients; recorded 2026-08-10)
 */
const saysSecretEncoding = ({ jwt_configuration: sent }: JsonObject): JsonObject =>
  isObject(sent) ? { jwt_configuration: { secret_encoded: false, ...sent } } : {}

function defaultRefreshToken(isPublic: boolean): JsonObject {
  return {
    rotation_type: isPublic ? 'rotating' : 'non-rotating',
    expiration_type: isPublic ? 'expiring' : 'non-expiring',
    leeway: 0,
    infinite_token_lifetime: !isPublic,
    infinite_idle_token_lifetime: !isPublic,
    token_lifetime: 2_592_000,
    idle_token_lifetime: 1_296_000,
  }
}

function defaultGrantTypes(appType: unknown): string[] {
  if (appType === 'non_interactive') return ['client_credentials']
  const interactive = ['authorization_code', 'implicit', 'refresh_token']
  return appType === 'regular_web' ? [...interactive, 'client_credentials'] : interactive
}

const newSecret = (): string => randomBytes(48).toString('base64url')

function parseClient(schema: z.ZodType, body: unknown): JsonObject {
  const parsed = parseBody(schema, body)
  const fields: JsonObject = isObject(parsed) ? { ...parsed } : {}
  const refused = READ_ONLY.filter((key) => key in fields)
  if (refused.length > 0) {
    throw invalidBody(`'Additional properties not allowed: ${refused.join(', ')}'.`)
  }
  return fields
}

// Keys and secrets are for those who may read keys, however much else of a client they may see.
async function renderClient(
  client: Client,
  { grantedScopes, tenant }: ManagementRequest,
): Promise<JsonObject> {
  if (grantedScopes.has('read:client_keys')) return withCertificates(tenant, client)
  const { client_secret: _hidden, ...rendered } = client
  return rendered
}

const withCertificates = async (tenant: Tenant, client: Client): Promise<JsonObject> => ({
  ...client,
  signing_keys: [...(await signingCertificatesOf(tenant))],
})
