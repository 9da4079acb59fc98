import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { JsonObject, Role, Tenant } from '../store.ts'
import { isObject, parseBody } from './body.ts'
import { conflict, inexistent, ManagementError } from './management-error.ts'
import { checkpointList } from './paging.ts'
import { findResourceServerByIdentifier } from './resource-server-routes.ts'
import { del, get, type ManagementRequest, noContent, post, type Route } from './route.ts'
import { collectionRoutes, storedCollection } from './stored-collection.ts'

const CreateBody = z.strictObject({
  name: z.string().min(1),
  description: z.string().default(''),
  type: z.enum(['tenant', 'organization']).optional(),
})
const UpdateBody = z.strictObject({
  name: z.string().min(1).optional(),
  description: z.string().optional(),
})
export const PermissionsBody = z.strictObject({
  permissions: z
    .array(z.strictObject({ resource_server_identifier: z.string(), permission_name: z.string() }))
    .min(1),
})
type RolePermission = z.output<typeof PermissionsBody>['permissions'][number]

// Roles of an organization's own (`type: organization`) are not emulated.
function renderRole({ id, name, description }: Role) {
  return { id, name, description, type: 'tenant' }
}

const roles = storedCollection({
  what: 'role',
  items: ({ state }) => state.roles,
  paging: checkpointList,
  listKey: 'roles',
  filter: filterRoles,
  render: renderRole,
  creation: CreateBody,
  make: makeRole,
  changes: UpdateBody,
  change: changeRole,
  removesOnce: true,
  beforeRemoval: takeFromHolders,
})

const permissionsPath = '/roles/:id/permissions'

export const roleRoutes: readonly Route[] = [
  ...collectionRoutes('/roles', 'roles', {
    ...roles,
    // 200 with a body, where other kinds answer 201 and an empty 204.
    create: async (request) => ({ ...(await roles.create(request)), status: 200 }),
    remove: async (request) => ({ ...(await roles.remove(request)), status: 200, body: {} }),
  }),
  get(permissionsPath, 'read:roles', listPermissions),
  post(permissionsPath, 'update:roles', addPermissions),
  del(permissionsPath, 'update:roles', removePermissions),
]

function filterRoles({ query }: ManagementRequest) {
  const nameFilter = query.get('name_filter')?.toLowerCase() ?? ''
  return ({ name }: Role): boolean =>
    name.toLowerCase().includes(nameFilter) && query.get('type') !== 'organization'
}

function makeRole(
  { state: { roles } }: Tenant,
  { name, description }: z.output<typeof CreateBody>,
): Role {
  assertNameIsFree(roles.values(), name)
  return { id: freeId('role', name, (id) => roles.has(id)), name, description, permissions: [] }
}

function changeRole(
  { state }: Tenant,
  role: Role,
  { name = role.name, description = role.description }: z.output<typeof UpdateBody>,
): Role {
  const others = [...state.roles.values()].filter(({ id }) => id !== role.id)
  assertNameIsFree(others, name)
  return { ...role, name, description }
}

function assertNameIsFree(roles: Iterable<Role>, name: string): void {
  for (const role of roles) {
    if (role.name === name) throw conflict('role_conflict', `A role named ${name} already exists.`)
  }
}

function takeFromHolders({ state }: Tenant, { id }: Role): void {
  for (const membership of state.memberships) {
    membership.roles = membership.roles.filter((roleId) => roleId !== id)
  }
  for (const user of state.users.values()) {
    if (user.role_ids) user.role_ids = user.role_ids.filter((roleId) => roleId !== id)
  }
}

function listPermissions(request: ManagementRequest) {
  const permissions = roles
    .find(request)
    .permissions.map((permission) => describePermission(request, permission))
  return checkpointList('permissions', permissions, request.query)
}

/** A permission with what its API says of it. */
export function describePermission(
  { tenant }: ManagementRequest,
  permission: JsonObject,
): JsonObject {
  const server = findResourceServerByIdentifier(
    tenant,
    String(permission.resource_server_identifier),
  )
  const scopes = Array.isArray(server?.scopes) ? server.scopes : []
  const scope = scopes.filter(isObject).find(({ value }) => value === permission.permission_name)
  return {
    ...permission,
    resource_server_name: server?.name ?? '',
    description: scope?.description ?? '',
  }
}

function addPermissions(request: ManagementRequest) {
  const role = roles.find(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  for (const permission of permissions) assertDeclared(request, permission)
  for (const permission of permissions) {
    if (!role.permissions.some(isSame(permission))) role.permissions.push(permission)
  }
  return { status: 201, body: {} } as const
}

function removePermissions(request: ManagementRequest) {
  const role = roles.find(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  role.permissions = role.permissions.filter(
    (held) => !permissions.some((permission) => isSame(permission)(held)),
  )
  return noContent
}

export const isSame = (permission: RolePermission) => (held: JsonObject) =>
  held.permission_name === permission.permission_name &&
  held.resource_server_identifier === permission.resource_server_identifier

/** @throws ManagementError where no API has such a permission */
export function assertDeclared({ tenant }: ManagementRequest, permission: RolePermission): void {
  const server = findResourceServerByIdentifier(tenant, permission.resource_server_identifier)
  if (server === undefined) throw inexistent('resource_server')
  const scopes = Array.isArray(server.scopes) ? server.scopes : []
  if (scopes.filter(isObject).some(({ value }) => value === permission.permission_name)) return
  throw new ManagementError(
    400,
    'inexistent_permission',
    `The permission ${permission.permission_name} does not exist on ${server.identifier}.`,
  )
}
