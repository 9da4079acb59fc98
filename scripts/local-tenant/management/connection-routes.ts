import { z } from 'zod'
import { publishUser } from '../events/publish-user.ts'
import { freeId } from '../ids.ts'
import type { Connection, JsonObject, Tenant } from '../store.ts'
import { findConnectionByName } from '../users.ts'
import { jsonObject, parseBody, patched } from './body.ts'
import { conflict, inexistent } from './management-error.ts'
import { CONNECTION_NAME } from './name-patterns.ts'
import { checkpointList, selectFields, takenList } from './paging.ts'
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
  timestamp,
} from './route.ts'

const READ = ['read:connections'] as const
const UPDATE = ['update:connections'] as const
const path = '/connections/:connection_id'

export const connectionRoutes: readonly Route[] = [
  get('/connections', READ, listConnections),
  post(
    '/connections',
    'create:connections',
    createConnection,
    '`options` are kept as sent, with defaults for databases only',
  ),
  get(path, READ, showConnection),
  patch(path, UPDATE, updateConnection),
  del(path, 'delete:connections', deleteConnection, 'its people are deleted at once'),
  get(`${path}/clients`, READ, listEnabledClients),
  patch(`${path}/clients`, UPDATE, updateEnabledClients),
]

// @fact `enabled_clients` in a body is refused with 400 since it has an endpoint of its own.
// (auth0-deploy-cli issue 1290; read 2026-11-23)
const changeable = {
  display_name: z.string().max(128),
  options: jsonObject,
  is_domain_connection: z.boolean(),
  show_as_button: z.boolean(),
  realms: z.array(z.string()),
  metadata: jsonObject,
  authentication: jsonObject,
  connected_accounts: jsonObject,
  cross_app_access_requesting_app: jsonObject,
  cross_app_access_resource_app: jsonObject.nullable(),
}
const CreateBody = z.strictObject({
  ...z.strictObject(changeable).partial().shape,
  name: z.string().max(128).regex(CONNECTION_NAME, {
    message: 'Pattern does not match: ^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$',
  }),
  strategy: z.string().regex(/^[a-z0-9-]+$/),
})
const UpdateBody = z.strictObject({
  ...z.strictObject(changeable).partial().shape,
  options: jsonObject.nullable().optional(),
})
const EnabledClientsBody = z
  .array(z.strictObject({ client_id: z.string(), status: z.boolean() }))
  .min(1)
  .max(50)

/** @throws ManagementError 404 `inexistent_connection` */
export function findConnection(request: ManagementRequest): Connection {
  const connection = request.tenant.state.connections.get(param(request, 'connection_id'))
  if (connection === undefined) throw inexistent('connection')
  return connection
}

function listConnections({ tenant, query }: ManagementRequest) {
  const strategies = query.getAll('strategy')
  const name = query.get('name')
  const connections = [...tenant.state.connections.values()].filter(
    (connection) =>
      (strategies.length === 0 || strategies.includes(connection.strategy)) &&
      (name === null || connection.name === name),
  )
  return checkpointList('connections', connections, query)
}

function showConnection(request: ManagementRequest) {
  return ok(selectFields(findConnection(request), request.query))
}

function createConnection({ tenant, body }: ManagementRequest) {
  const settings = parseBody(CreateBody, body)
  if (findConnectionByName(tenant, settings.name) !== undefined) {
    throw conflict('connection_conflict', 'A connection with the same name already exists')
  }
  const connection = newConnection(tenant, settings as JsonObject & typeof settings)
  tenant.state.connections.set(connection.id, connection)
  return created(connection)
}

function newConnection(
  tenant: Tenant,
  settings: JsonObject & { name: string; strategy: string; options?: JsonObject | undefined },
): Connection {
  const { options = {}, ...rest } = settings
  const isDatabase = settings.strategy === 'auth0'
  return {
    is_domain_connection: false,
    authentication: { active: true },
    connected_accounts: { active: false },
    realms: [settings.name],
    ...rest,
    options: isDatabase ? { ...databaseDefaults(), ...options } : options,
    id: freeId('connection', settings.name, (id) => tenant.state.connections.has(id)),
    enabled_clients: [],
  }
}

function databaseDefaults(): JsonObject {
  return {
    mfa: { active: true, return_enroll_settings: true },
    passwordPolicy: 'good',
    strategy_version: 2,
    brute_force_protection: true,
    disable_self_service_change_password: false,
    authentication_methods: {
      password: { enabled: true, api_behavior: 'required', signup_behavior: 'allow' },
      passkey: { enabled: false },
    },
  }
}

function updateConnection(request: ManagementRequest) {
  const connection = findConnection(request)
  const changes = parseBody(UpdateBody, request.body)
  // @fact `options` of a connection is replaced whole: what is left out is gone. (auth0-deploy-cli
  // issue 420; read 2026-11-23)
  const updated = patched(connection, changes as JsonObject)
  request.tenant.state.connections.set(updated.id, updated)
  return ok(updated)
}

function deleteConnection(request: ManagementRequest) {
  const { state } = request.tenant
  const connection = state.connections.get(param(request, 'connection_id'))
  if (connection === undefined) return noContent
  state.connections.delete(connection.id)
  state.organizationConnections = state.organizationConnections.filter(
    ({ connection_id }) => connection_id !== connection.id,
  )
  for (const user of [...state.users.values()]) {
    if (user.connection !== connection.name) continue
    state.users.delete(user.user_id)
    publishUser(request.tenant, 'deleted', user)
  }
  state.memberships = state.memberships.filter(({ user_id }) => state.users.has(user_id))
  return { status: 202, body: { deleted_at: timestamp(request.tenant) } } as const
}

function listEnabledClients(request: ManagementRequest) {
  const clients = findConnection(request).enabled_clients.map((client_id) => ({ client_id }))
  return takenList('clients', clients, request.query)
}

function updateEnabledClients(request: ManagementRequest) {
  const connection = findConnection(request)
  const changes = parseBody(EnabledClientsBody, request.body)
  const { clients } = request.tenant.state
  for (const { client_id } of changes) if (!clients.has(client_id)) throw inexistent('client')
  const enabled = new Set(connection.enabled_clients)
  for (const { client_id, status } of changes) {
    if (status) enabled.add(client_id)
    else enabled.delete(client_id)
  }
  connection.enabled_clients = [...enabled]
  return noContent
}
