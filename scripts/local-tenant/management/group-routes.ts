import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { takenList } from './paging.ts'
import { del, get, type ManagementRequest, param, post, type Route } from './route.ts'
import { operationOf, sdkBody } from './sdk-bodies.ts'

/** Groups come from directories that are synchronized, and nothing here synchronizes one. */
const NONE = 'no directory is synchronized, so there is no group'
const ofGroup = '/groups/:id' as const
const groupRolesPath = `${ofGroup}/roles` as const
const roleGroups = '/roles/:id/groups' as const
const memberRoles = '/organizations/:organization_id/groups/:group_id/roles' as const

/** Every list of groups is empty, and whoever names one is told that there is none. */
export const groupRoutes: readonly Route[] = [
  get('/groups', 'read:groups', ({ query }) => takenList('groups', [], query), NONE),
  get(ofGroup, 'read:groups', absent, NONE),
  del(ofGroup, 'delete:groups', absent, NONE),
  get(`${ofGroup}/members`, 'read:group_members', absent, NONE),
  get(groupRolesPath, 'read:group_roles', absent, NONE),
  post(groupRolesPath, 'create:group_roles', absent, NONE),
  del(groupRolesPath, 'delete:group_roles', absent, NONE),
  get(
    roleGroups,
    'read:role_members',
    (request) => {
      assertRole(request, 'id')
      return takenList('groups', [], request.query)
    },
    NONE,
  ),
  post(roleGroups, 'create:role_members', (request) => noGroupOf(request, 'POST'), NONE),
  del(roleGroups, 'delete:role_members', (request) => noGroupOf(request, 'DELETE'), NONE),
  get(
    '/organizations/:organization_id/roles/:role_id/groups',
    'read:organization_member_roles',
    (request) => {
      findOrganization(request)
      assertRole(request, 'role_id')
      return takenList('groups', [], request.query)
    },
    NONE,
  ),
  get(memberRoles, 'read:organization_group_roles', absentInOrganization, NONE),
  post(memberRoles, 'create:organization_group_roles', absentInOrganization, NONE),
  del(memberRoles, 'delete:organization_group_roles', absentInOrganization, NONE),
]

function absent(): never {
  throw inexistent('group')
}

function absentInOrganization(request: ManagementRequest): never {
  findOrganization(request)
  return absent()
}

function assertRole(request: ManagementRequest, name: 'id' | 'role_id'): void {
  if (!request.tenant.state.roles.has(param(request, name))) throw inexistent('role')
}

/** What is sent is judged first, as where there are groups. */
function noGroupOf(request: ManagementRequest, method: 'POST' | 'DELETE'): never {
  assertRole(request, 'id')
  parseBody(sdkBody(operationOf(method, roleGroups)), request.body)
  return absent()
}
