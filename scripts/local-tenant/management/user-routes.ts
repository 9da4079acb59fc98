import { z } from 'zod'
import { isEmailAddress, notAnEmailAddress } from '../email-address.ts'
import type { User } from '../store.ts'
import { createUser, findConnectionByName, hashPassword } from '../users.ts'
import { parseBody } from './body.ts'
import {
  conflict,
  invalidBody,
  invalidQuery,
  ManagementError,
  notSupported,
} from './management-error.ts'
import { pagedList, readBoolean, readPage, selectFields } from './paging.ts'
import { findUser, renderUser } from './render-user.ts'
import { created, type ManagementRequest, noContent, ok, param, type Route } from './route.ts'
import { parseSearchQuery } from './search-query.ts'
import { updateUser } from './update-user.ts'
import { profileFields, withoutUndefined } from './user-fields.ts'

const path = '/users/:user_id'

export const userRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/users',
    scopes: ['read:users'],
    simplified:
      '`q` knows `field:value`, `*` at the end, `_exists_` and `AND`; never behind the truth',
    answer: listUsers,
  },
  {
    method: 'POST',
    path: '/users',
    scopes: ['create:users'],
    simplified: 'no password policy, no e-mail is sent',
    answer: createManagedUser,
  },
  { method: 'GET', path: '/users-by-email', scopes: ['read:users'], answer: listUsersByEmail },
  {
    method: 'GET',
    path,
    scopes: ['read:users'],
    answer: (request) =>
      ok(selectFields(renderUser(request.tenant, findUser(request)), request.query)),
  },
  {
    method: 'PATCH',
    path,
    scopes: ['update:users', 'update:users_app_metadata'],
    simplified: 'no linked identities; no e-mail or text message is sent',
    answer: updateUser,
  },
  { method: 'DELETE', path, scopes: ['delete:users'], answer: deleteUser },
  {
    method: 'GET',
    path: `${path}/organizations`,
    scopes: ['read:organizations'],
    answer: listUserOrganizations,
  },
]

const CreateBody = z.strictObject({
  ...profileFields,
  connection: z.string().min(1),
  user_id: z.string().min(1).max(255).optional(),
  password: z.string().min(1).optional(),
  verify_email: z.boolean().optional(),
})
const MANAGED_STRATEGIES = ['auth0', 'email', 'sms']
export const MAX_SEARCHABLE = 1000

function listUsers({ tenant, query }: ManagementRequest) {
  const { start, limit } = readPage(query)
  if (start + limit > MAX_SEARCHABLE) {
    throw new ManagementError(
      400,
      'invalid_paging',
      'You can only page through the first 1000 records.',
    )
  }
  const q = query.get('q')
  const connection = query.get('connection')
  const isMatch = q === null || q === '' ? () => true : parseSearchQuery(q)
  const users = [...tenant.state.users.values()]
    .filter((user) => connection === null || user.connection === connection)
    .map((user) => renderUser(tenant, user))
    .filter(isMatch)
  const slice = users.slice(start, start + limit).map((user) => selectFields(user, query))
  if (!readBoolean(query, 'include_totals')) return ok(slice)
  return ok({ start, limit, length: slice.length, users: slice, total: users.length })
}

function listUsersByEmail({ tenant, query }: ManagementRequest) {
  const email = query.get('email')
  if (email === null) throw invalidQuery("'Missing required property: email'.")
  if (!isEmailAddress(email)) throw invalidQuery(`'${notAnEmailAddress(email)}' on property email.`)
  const users = [...tenant.state.users.values()].filter((user) => user.email === email)
  return ok(users.map((user) => selectFields(renderUser(tenant, user), query)))
}

async function createManagedUser(request: ManagementRequest) {
  const { tenant } = request
  const { password, verify_email: _unsent, ...profile } = parseBody(CreateBody, request.body)
  const connection = findConnectionByName(tenant, profile.connection)
  if (connection === undefined) {
    throw new ManagementError(400, 'inexistent_connection', 'The connection does not exist.')
  }
  if (!MANAGED_STRATEGIES.includes(connection.strategy)) {
    throw notSupported('Users can be created in database and passwordless connections only.')
  }
  if (connection.strategy === 'auth0' && password === undefined) {
    throw invalidBody("'Missing required property: password'.")
  }
  if (
    profile.email === undefined &&
    profile.username === undefined &&
    profile.phone_number === undefined
  ) {
    throw invalidBody("'Missing required property: email'.")
  }
  const result = createUser(tenant, {
    ...withoutUndefined(profile),
    connection: profile.connection,
    ...(password === undefined ? {} : { password_hash: await hashPassword(password) }),
  })
  if (result.ok) return created(renderUser(tenant, result.user))
  throw conflict('auth0_idp_error', 'The user already exists.')
}

function deleteUser(request: ManagementRequest) {
  const { state } = request.tenant
  const userId = param(request, 'user_id')
  state.users.delete(userId)
  state.memberships = state.memberships.filter(({ user_id }) => user_id !== userId)
  return noContent
}

function listUserOrganizations(request: ManagementRequest) {
  const { state } = request.tenant
  const { user_id }: User = findUser(request)
  const organizations = state.memberships
    .filter((membership) => membership.user_id === user_id)
    .flatMap(({ organization_id }) => state.organizations.get(organization_id) ?? [])
  return pagedList('organizations', organizations, request.query)
}
