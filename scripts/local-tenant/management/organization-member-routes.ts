import { z } from 'zod'
import { publishMember, publishMemberRoles } from '../events/publish-member.ts'
import { findMembership } from '../find-membership.ts'
import type { Membership, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent, insufficientScope, ManagementError, notSupported } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { checkpointList, pagedList } from './paging.ts'
import { del, get, type ManagementRequest, noContent, param, post, type Route } from './route.ts'

const path = '/organizations/:organization_id/members'
const rolesPath = `${path}/:user_id/roles` as const

const READ_ROLES = 'read:organization_member_roles'

export const organizationMemberRoutes: readonly Route[] = [
  get(path, 'read:organization_members', listMembers),
  post(path, 'create:organization_members', addMembers),
  del(
    path,
    'delete:organization_members',
    removeMembers,
    'takes effect at once; Auth0 needs 5 to 10 seconds',
  ),
  get(rolesPath, READ_ROLES, listMemberRoles),
  post(rolesPath, 'create:organization_member_roles', addMemberRoles),
  del(rolesPath, 'delete:organization_member_roles', removeMemberRoles),
]

const MembersBody = z.strictObject({ members: z.array(z.string()).min(1).max(10) })
const RolesBody = z.strictObject({ roles: z.array(z.string()).min(1).max(50) })
/**
 * @fact A member has no more roles in one organization than this. (Auth0 docs, organizations entity
 * limits; read 2026-11-22)
 */
export const MAX_ROLES = 50

function listMembers(request: ManagementRequest) {
  const { tenant, query } = request
  const { id } = findOrganization(request)
  // Roles are shown only to those who ask for the field, and may (auth0 SDK 7.1.0, members list).
  const isAskingRoles = query.get('fields')?.split(',').includes('roles') ?? false
  if (isAskingRoles && !request.grantedScopes.has(READ_ROLES)) throw insufficientScope([READ_ROLES])
  const members = tenant.state.memberships
    .filter(({ organization_id }) => organization_id === id)
    .map((membership) => renderMember(tenant, membership, isAskingRoles))
  return checkpointList('members', members, query)
}

function renderMember(tenant: Tenant, membership: Membership, isAskingRoles: boolean) {
  const user = tenant.state.users.get(membership.user_id)
  return {
    user_id: membership.user_id,
    email: user?.email,
    name: user?.name,
    picture: user?.picture,
    ...(isAskingRoles ? { roles: renderRoles(tenant, membership.roles) } : {}),
  }
}

function addMembers(request: ManagementRequest) {
  const { tenant } = request
  const { state } = tenant
  const { id } = findOrganization(request)
  const { members } = parseBody(MembersBody, request.body)
  for (const user_id of members) if (!state.users.has(user_id)) throw inexistent('user')
  for (const user_id of new Set(members)) {
    if (findMembership(tenant, id, user_id) !== undefined) continue
    const member = { organization_id: id, user_id, roles: [] }
    state.memberships.push(member)
    publishMember(tenant, 'added', member)
  }
  return noContent
}

function removeMembers(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findOrganization(request)
  const { members } = parseBody(MembersBody, request.body)
  const isRemoved = ({ organization_id, user_id }: Membership): boolean =>
    organization_id === id && members.includes(user_id)
  const removed = state.memberships.filter(isRemoved)
  state.memberships = state.memberships.filter((one) => !isRemoved(one))
  for (const member of removed) publishMember(request.tenant, 'deleted', member)
  return noContent
}

function listMemberRoles(request: ManagementRequest) {
  const roles = renderRoles(request.tenant, requireMembership(request).roles)
  return pagedList('roles', roles, request.query)
}

function addMemberRoles(request: ManagementRequest) {
  const membership = requireMembership(request)
  const { roles } = parseBody(RolesBody, request.body)
  for (const id of roles) if (!request.tenant.state.roles.has(id)) throw inexistent('role')
  const all = [...new Set([...membership.roles, ...roles])]
  if (all.length > MAX_ROLES) throw notSupported(`A member can have ${MAX_ROLES} roles at most.`)
  const added = all.filter((id) => !membership.roles.includes(id))
  membership.roles = all
  publishMemberRoles(request.tenant, 'assigned', membership, added)
  return noContent
}

function removeMemberRoles(request: ManagementRequest) {
  const membership = requireMembership(request)
  const { roles } = parseBody(RolesBody, request.body)
  const removed = membership.roles.filter((id) => roles.includes(id))
  membership.roles = membership.roles.filter((id) => !roles.includes(id))
  publishMemberRoles(request.tenant, 'deleted', membership, removed)
  return noContent
}

function renderRoles(tenant: Tenant, ids: readonly string[]) {
  return ids.flatMap((id) => {
    const role = tenant.state.roles.get(id)
    return role === undefined ? [] : [{ id, name: role.name, description: role.description }]
  })
}

function requireMembership(request: ManagementRequest): Membership {
  const { id } = findOrganization(request)
  const membership = findMembership(request.tenant, id, param(request, 'user_id'))
  if (membership !== undefined) return membership
  throw new ManagementError(
    404,
    'inexistent_member',
    'The user is not a member of the organization.',
  )
}
