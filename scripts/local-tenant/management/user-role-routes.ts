import { z } from 'zod'
import { heldRoles } from '../held-roles.ts'
import type { JsonObject, User } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { pagedList } from './paging.ts'
import { findUser } from './render-user.ts'
import { assertDeclared, describePermission, isSame, PermissionsBody } from './role-routes.ts'
import { del, get, type ManagementRequest, noContent, post, type Route } from './route.ts'

const rolesPath = '/users/:user_id/roles'
const permissionsPath = '/users/:user_id/permissions'

/** What a person has outside of organizations; in one, it is the member's roles that count. */
export const userRoleRoutes: readonly Route[] = [
  get(rolesPath, ['read:users', 'read:roles', 'read:role_members'], listRoles),
  post(
    rolesPath,
    ['update:users', 'create:role_members'],
    assignRoles,
    'how many roles a person can have is not looked at',
  ),
  del(rolesPath, ['update:users', 'delete:role_members'], removeRoles),
  get(permissionsPath, 'read:users', listPermissions),
  post(permissionsPath, 'update:users', assignPermissions),
  del(permissionsPath, 'update:users', removePermissions),
]

const RolesBody = z.strictObject({ roles: z.array(z.string().min(1)).min(1) })

function listRoles(request: ManagementRequest) {
  const roles = rolesOf(request, findUser(request))
  return pagedList(
    'roles',
    roles.map(({ id, name, description }) => ({ id, name, description })),
    request.query,
  )
}

const rolesOf = ({ tenant }: ManagementRequest, { user_id }: User) =>
  heldRoles(tenant.state, user_id, undefined)

function assignRoles(request: ManagementRequest) {
  const user = findUser(request)
  const { roles } = parseBody(RolesBody, request.body)
  for (const id of roles) if (!request.tenant.state.roles.has(id)) throw inexistent('role')
  user.role_ids = [...new Set([...(user.role_ids ?? []), ...roles])]
  return noContent
}

function removeRoles(request: ManagementRequest) {
  const user = findUser(request)
  const { roles } = parseBody(RolesBody, request.body)
  user.role_ids = (user.role_ids ?? []).filter((id) => !roles.includes(id))
  return noContent
}

function listPermissions(request: ManagementRequest) {
  return pagedList('permissions', permissionsOf(request, findUser(request)), request.query)
}

/** Each permission once, with everything that it comes from. */
function permissionsOf(request: ManagementRequest, user: User): JsonObject[] {
  const direct = (user.direct_permissions ?? []).map((permission) => ({
    permission,
    source: { source_id: '', source_name: '', source_type: 'DIRECT' },
  }))
  const ofRoles = rolesOf(request, user).flatMap(({ id, name, permissions }) =>
    permissions.map((permission) => ({
      permission,
      source: { source_id: id, source_name: name, source_type: 'ROLE' },
    })),
  )
  const found = new Map<string, JsonObject & { sources: JsonObject[] }>()
  for (const { permission, source } of [...direct, ...ofRoles]) {
    const key = `${permission.permission_name} ${permission.resource_server_identifier}`
    const known = found.get(key) ?? { ...describePermission(request, permission), sources: [] }
    known.sources.push(source)
    found.set(key, known)
  }
  return [...found.values()]
}

function assignPermissions(request: ManagementRequest) {
  const user = findUser(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  for (const permission of permissions) assertDeclared(request, permission)
  const held = [...(user.direct_permissions ?? [])]
  for (const permission of permissions) {
    if (!held.some(isSame(permission))) held.push(permission)
  }
  user.direct_permissions = held
  return { status: 201, body: {} } as const
}

function removePermissions(request: ManagementRequest) {
  const user = findUser(request)
  const { permissions } = parseBody(PermissionsBody, request.body)
  user.direct_permissions = (user.direct_permissions ?? []).filter(
    (held) => !permissions.some((permission) => isSame(permission)(held)),
  )
  return noContent
}
