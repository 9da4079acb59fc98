import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { JsonObject, ResourceServer, Tenant } from '../store.ts'
import { jsonObject, patched } from './body.ts'
import { conflict, notSupported } from './management-error.ts'
import { checkpointList, readBoolean } from './paging.ts'
import type { ManagementRequest } from './route.ts'
import { collectionRoutes, storedCollection } from './stored-collection.ts'

const changeable = {
  name: z.string().max(200),
  scopes: z.array(z.strictObject({ value: z.string().min(1), description: z.string().optional() })),
  signing_alg: z.enum(['HS256', 'RS256', 'PS256']),
  signing_secret: z.string().min(16),
  allow_offline_access: z.boolean(),
  allow_online_access: z.boolean(),
  allow_online_access_with_ephemeral_sessions: z.boolean(),
  token_lifetime: z.int().min(0).max(2_592_000),
  token_lifetime_for_web: z.int().min(0).max(2_592_000),
  token_dialect: z.enum([
    'access_token',
    'access_token_authz',
    'rfc9068_profile',
    'rfc9068_profile_authz',
  ]),
  skip_consent_for_verifiable_first_party_clients: z.boolean(),
  enforce_policies: z.boolean(),
  token_encryption: jsonObject.nullable(),
  consent_policy: z.string().nullable(),
  authorization_details: z.array(jsonObject).nullable(),
  proof_of_possession: jsonObject.nullable(),
  subject_type_authorization: jsonObject,
  authorization_policy: jsonObject.nullable(),
}
const UpdateBody = z.strictObject(changeable).partial()
const CreateBody = z.strictObject({ ...UpdateBody.shape, identifier: z.string().min(1).max(600) })

export function findResourceServerByIdentifier(
  tenant: Tenant,
  identifier: string,
): ResourceServer | undefined {
  for (const server of tenant.state.resourceServers.values()) {
    if (server.identifier === identifier) return server
  }
  return undefined
}

/** Scope names a resource server declares. */
export function declaredScopes(server: ResourceServer): ReadonlySet<string> {
  const scopes = Array.isArray(server.scopes) ? server.scopes : []
  return new Set(scopes.map((scope) => String((scope as JsonObject).value)))
}

export function newResourceServer(
  tenant: Tenant,
  settings: JsonObject & { identifier: string },
): ResourceServer {
  const { resourceServers } = tenant.state
  return {
    name: settings.identifier,
    allow_offline_access: false,
    skip_consent_for_verifiable_first_party_clients: true,
    subject_type_authorization: {
      client: { policy: 'require_client_grant' },
      user: { policy: 'allow_all' },
    },
    token_lifetime: 86_400,
    token_lifetime_for_web: 7_200,
    signing_alg: 'RS256',
    scopes: [],
    is_system: false,
    ...settings,
    id: freeId('resource-server', settings.identifier, (id) => resourceServers.has(id)),
  }
}

const resourceServers = storedCollection({
  what: 'resource_server',
  items: ({ state }) => state.resourceServers,
  // By id, or by identifier as the API allows.
  lookUp: (tenant, name) =>
    tenant.state.resourceServers.get(name) ?? findResourceServerByIdentifier(tenant, name),
  paging: checkpointList,
  listKey: 'resource_servers',
  filter: filterResourceServers,
  selectsFields: true,
  creation: CreateBody,
  make: makeResourceServer,
  changes: UpdateBody,
  change: changeResourceServer,
  removesOnce: true,
  beforeRemoval: removeWhatNames,
})

export const resourceServerRoutes = collectionRoutes(
  '/resource-servers',
  'resource_servers',
  resourceServers,
)

function filterResourceServers({ query }: ManagementRequest) {
  const identifiers = query.getAll('identifiers')
  readBoolean(query, 'include_fields')
  return ({ identifier }: ResourceServer): boolean =>
    identifiers.length === 0 || identifiers.includes(identifier)
}

function makeResourceServer(tenant: Tenant, settings: z.output<typeof CreateBody>): ResourceServer {
  if (findResourceServerByIdentifier(tenant, settings.identifier) !== undefined) {
    throw conflict(
      'resource_server_conflict',
      'A resource server with the same identifier already exists.',
    )
  }
  return newResourceServer(tenant, settings as JsonObject & { identifier: string })
}

function changeResourceServer(
  _tenant: Tenant,
  server: ResourceServer,
  changes: z.output<typeof UpdateBody>,
): ResourceServer {
  if (server.is_system === true && ('scopes' in changes || 'name' in changes)) {
    throw notSupported('Cannot change the name or the scopes of a system resource server.')
  }
  return patched(server, changes as JsonObject)
}

function removeWhatNames({ state }: Tenant, server: ResourceServer): void {
  if (server.is_system === true) throw notSupported('Cannot delete a system resource server.')
  for (const grant of [...state.clientGrants.values()]) {
    if (grant.audience === server.identifier) state.clientGrants.delete(grant.id)
  }
  const isElsewhere = (permission: JsonObject): boolean =>
    permission.resource_server_identifier !== server.identifier
  for (const role of state.roles.values()) role.permissions = role.permissions.filter(isElsewhere)
  for (const user of state.users.values()) {
    const permissions = user.direct_permissions
    if (permissions !== undefined) user.direct_permissions = permissions.filter(isElsewhere)
  }
}
