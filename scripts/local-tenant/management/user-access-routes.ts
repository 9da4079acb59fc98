import { heldDirectly, heldRoles } from '../held-roles.ts'
import { endSessionById } from '../oidc/login/end-session.ts'
import { liveRefreshTokens } from '../oidc/login/live-refresh-tokens.ts'
import { liveSessionsOf } from '../oidc/login/login-facts.ts'
import { revokeGrantMembers } from '../oidc/provider/protocol-adapter.ts'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { loggedList } from './log-routes.ts'
import { inexistent, invalidBody } from './management-error.ts'
import { checkpointList, takenList } from './paging.ts'
import { findUser } from './render-user.ts'
import { describePermission } from './role-routes.ts'
import { accepted, del, get, type ManagementRequest, noContent, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'

const NO_GROUPS = 'nobody is in a group, so what comes of groups is empty'

/** What a person may do and has done, and the end of it. */
export const userAccessRoutes: readonly Route[] = [
  get('/users/:user_id/logs', ['read:logs', 'read:logs_users'], listLogs),
  post(
    '/users/:user_id/revoke-access',
    ['delete:sessions', 'delete:refresh_tokens'],
    revokeAccess,
    'takes effect at once; Auth0 revokes some time after its answer',
  ),
  get('/users/:user_id/effective-roles', 'read:roles', listEffectiveRoles, NO_GROUPS),
  get(
    '/users/:user_id/effective-roles/sources/groups',
    'read:roles',
    emptyList('groups'),
    NO_GROUPS,
  ),
  get('/users/:user_id/effective-permissions', 'read:users', listEffectivePermissions, NO_GROUPS),
  get(
    '/users/:user_id/effective-permissions/sources/effective-roles',
    'read:users',
    listPermissionSources,
    NO_GROUPS,
  ),
  get('/users/:user_id/groups', 'read:groups', emptyList('groups'), NO_GROUPS),
  get(
    '/users/:user_id/connected-accounts',
    'read:users',
    emptyList('connected_accounts'),
    'nobody connects an account, so there is none',
  ),
  get('/roles/:id/users', ['read:roles', 'read:users', 'read:role_members'], listRoleUsers),
  post('/roles/:id/users', ['update:roles', 'create:role_members'], addRoleUsers),
  del(
    '/users/:user_id/multifactor/:provider',
    'update:users',
    (request) => {
      findUser(request)
      return noContent
    },
    'nobody enrols a factor, so there is nothing to take away',
  ),
]

function emptyList(key: string): Route['answer'] {
  return (request) => {
    findUser(request)
    return takenList(key, [], request.query)
  }
}

/** Newest first, as `GET /logs` by page. */
function listLogs(request: ManagementRequest) {
  const { user_id } = findUser(request)
  const { tenant, query } = request
  const own = tenant.state.logs.filter((log) => log.user_id === user_id)
  if (query.get('sort') !== 'date:1') own.reverse()
  return loggedList(own, query)
}

/** Ends one session or all, and the refresh tokens that came of them unless they shall stay. */
function revokeAccess(request: ManagementRequest) {
  const { tenant, body } = request
  const user = findUser(request)
  const { session_id, preserve_refresh_tokens: isKept = false } = parseBody(
    sdkBody('POST /users/{}/revoke-access'),
    body,
  ) as { session_id?: string; preserve_refresh_tokens?: boolean }
  const live = liveSessionsOf(tenant, user)
  const ended = live.filter(({ uid }) => session_id === undefined || uid === session_id)
  for (const { uid } of ended) endSessionById(tenant, uid, { tokens: !isKept })
  if (session_id === undefined && !isKept) {
    const tokens = liveRefreshTokens(tenant).filter(({ userId }) => userId === user.user_id)
    for (const { grantId } of tokens) revokeGrantMembers(tenant, grantId)
  }
  return accepted
}

function listEffectiveRoles(request: ManagementRequest) {
  const { tenant, query } = request
  const roles = heldRoles(tenant.state, findUser(request).user_id, undefined)
  return takenList('roles', roles.map(heldDirectly), query)
}

type Named = { readonly resource_server_identifier: unknown; readonly permission_name: unknown }

/** Each permission once, with what it comes from. */
function listEffectivePermissions(request: ManagementRequest) {
  const user = findUser(request)
  const roles = heldRoles(request.tenant.state, user.user_id, undefined)
  const found = new Map<string, JsonObject & { sources: string[] }>()
  const add = (permission: JsonObject, source: string): void => {
    const key = keyOf(permission as JsonObject & Named)
    const known = found.get(key) ?? { ...describePermission(request, permission), sources: [] }
    if (!known.sources.includes(source)) known.sources.push(source)
    found.set(key, known)
  }
  for (const permission of user.direct_permissions ?? []) add(permission, 'direct')
  for (const { permissions } of roles) for (const one of permissions) add(one, 'roles')
  return takenList('permissions', [...found.values()], request.query)
}

const keyOf = ({ resource_server_identifier, permission_name }: Named): string =>
  JSON.stringify([resource_server_identifier, permission_name])

function listPermissionSources(request: ManagementRequest) {
  const { query, tenant } = request
  const asked = keyOf({
    resource_server_identifier: query.get('resource_server_identifier'),
    permission_name: query.get('permission_name'),
  })
  const roles = heldRoles(tenant.state, findUser(request).user_id, undefined)
    .filter(({ permissions }) =>
      permissions.some((one) => keyOf(one as JsonObject & Named) === asked),
    )
    .map(heldDirectly)
  return takenList('roles', roles, query)
}

function findRole({ tenant, params: { id = '' } }: ManagementRequest) {
  const role = tenant.state.roles.get(id)
  if (role === undefined) throw inexistent('role')
  return role
}

function listRoleUsers(request: ManagementRequest) {
  const { id } = findRole(request)
  const { tenant, query } = request
  const users = [...tenant.state.users.values()]
    .filter(({ role_ids = [] }) => role_ids.includes(id))
    .map(({ user_id, email, name, picture }) => ({ user_id, email, name, picture }))
  return checkpointList('users', users, query)
}

function addRoleUsers(request: ManagementRequest) {
  const { id } = findRole(request)
  const { users } = parseBody(sdkBody('POST /roles/{}/users'), request.body) as { users: string[] }
  if (users.length === 0)
    throw invalidBody("'Array is too short (0), minimum 1' on property users.")
  const { state } = request.tenant
  // Nothing is given to anybody where one of them is unknown.
  for (const userId of users) if (!state.users.has(userId)) throw inexistent('user')
  for (const userId of users) {
    const user = state.users.get(userId)
    if (user) user.role_ids = [...new Set([...(user.role_ids ?? []), id])]
  }
  return noContent
}
