import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { JsonObject, Role } from '../store.ts'
import { isObject, parseBody } from './body.ts'
import { conflict, inexistent, ManagementError } from './management-error.ts'
import { checkpointList } from './paging.ts'
import { findResourceServerByIdentifier } from './resource-server-routes.ts'
import { type ManagementRequest, noContent, ok, param, type Route } from './route.ts'

const path = '/roles/:id'

export const roleRoutes: readonly Route[] = [
  { method: 'GET', path: '/roles', scopes: ['read:roles'], answer: listRoles },
  { method: 'POST', path: '/roles', scopes: ['create:roles'], answer: createRole },
  {
    method: 'GET',
    path,
    scopes: ['read:roles'],
    answer: (request) => ok(renderRole(findRole(request))),
  },
  { method: 'PATCH', path, scopes: ['update:roles'], answer: updateRole },
  { method: 'DELETE', path, scopes: ['delete:roles'], answer: deleteRole },
  {
    method: 'GET',
    path: `${path}/permissions`,
    scopes: ['read:roles'],
    answer: listPermissions,
  },
  {
    method: 'POST',
    path: `${path}/permissions`,
    scopes: ['update:roles'],
    answer: addPermissions,
  },
  {
    method: 'DELETE',
    path: `${path}/permissions`,
    scopes: ['update:roles'],
    answer: removePermissions,
  },
]

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
type Permission = z.output<typeof PermissionsBody>['permissions'][number]

// Roles of an organization's own (`type: organization`) are not emulated.
const renderRole = ({ id, name, description }: Role) => ({ id, name, description, type: 'tenant' })

function findRole(request: ManagementRequest): Role {
  const role = request.tenant.state.roles.get(param(request, 'id'))
  if (role === undefined) throw inexistent('role')
  return role
}

function listRoles({ tenant, query }: ManagementRequest) {
  const nameFilter = query.get('name_filter')?.toLowerCase() ?? ''
  const roles = [...tenant.state.roles.values()]
    .filter(({ name }) => name.toLowerCase().includes(nameFilter))
    .filter(() => query.get('type') !== 'organization')
  return checkpointList('roles', roles.map(renderRole), query)
}

function createRole({ tenant, body }: ManagementRequest) {
  const { roles } = tenant.state
  const { name, description } = parseBody(CreateBody, body)
  assertNameIsFree(roles.values(), name)
  const id = freeId('role', name, (taken) => roles.has(taken))
  const role: Role = { id, name, description, permissions: [] }
  roles.set(id, role)
  return ok(renderRole(role))
}

function updateRole(request: ManagementRequest) {
  const role = findRole(request)
  const { name = role.name, description = role.description } = parseBody(UpdateBody, request.body)
  const others = [...request.tenant.state.roles.values()].filter(({ id }) => id !== role.id)
  assertNameIsFree(others, name)
  Object.assign(role, { name, description })
  return ok(renderRole(role))
}

function assertNameIsFree(roles: Iterable<Role>, name: string): void {
  for (const role of roles) {
    if (role.name === name) throw conflict('role_conflict', `A role named ${name} already exists.`)
  }
}

function deleteRole(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findRole(request)
  state.roles.delete(id)
  for (const membership of state.memberships) {
    membership.roles = membership.roles.filter((roleId) => roleId !== id)
  }
  for (const user of state.users.values()) {
    if (user.role_ids) user.role_ids = user.role_ids.filter((roleId) => roleId !== id)
  }
  return ok({})
}

function listPermissions(request: ManagementRequest) {
  const permissions = findRole(request).permissions.map((permission) =>
    describePermission(request, permission),
  )
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
  const role = findRole(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  for (const permission of permissions) assertDeclared(request, permission)
  for (const permission of permissions) {
    if (!role.permissions.some(isSame(permission))) role.permissions.push(permission)
  }
  return { status: 201, body: {} } as const
}

function removePermissions(request: ManagementRequest) {
  const role = findRole(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  role.permissions = role.permissions.filter(
    (held) => !permissions.some((permission) => isSame(permission)(held)),
  )
  return noContent
}

export const isSame = (permission: Permission) => (held: JsonObject) =>
  held.permission_name === permission.permission_name &&
  held.resource_server_identifier === permission.resource_server_identifier

/** @throws ManagementError where no API has such a permission */
export function assertDeclared({ tenant }: ManagementRequest, permission: Permission): void {
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
