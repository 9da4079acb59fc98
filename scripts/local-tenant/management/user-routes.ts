import { isEmailAddress, notAnEmailAddress } from '../email-address.ts'
import type { JsonObject, Tenant, User } from '../store.ts'
import { createManagedUser } from './create-managed-user.ts'
import { invalidQuery, ManagementError } from './management-error.ts'
import { pagedList, readBoolean, readPage, selectFields } from './paging.ts'
import { removeUser } from './remove-user.ts'
import { findUser, renderUser } from './render-user.ts'
import {
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
import { parseSearchQuery, type SearchRules } from './search-query.ts'
import { updateUser } from './update-user.ts'

const path = '/users/:user_id'

export const userRoutes: readonly Route[] = [
  get(
    '/users',
    'read:users',
    listUsers,
    '`q` finds whole values, no words of them; fuzzy, proximity and regular expressions are refused; never behind the truth',
  ),
  post(
    '/users',
    'create:users',
    createManagedUser,
    'no password policy; a verification mail goes to the outbox where `verify_email` is true, and in no other case; pre-user-registration runs (status and error code of its refusal are inferred), post-user-registration does not; see the switches `operatorCreationShowsClient` and `operatorCreationShowsMetadata`',
  ),
  get('/users-by-email', 'read:users', listUsersByEmail),
  get(path, 'read:users', (request) =>
    ok(selectFields(renderUser(request.tenant, findUser(request)), request.query)),
  ),
  patch(
    path,
    ['update:users', 'update:users_app_metadata'],
    updateUser,
    'of linked identities nothing is changed; a verification mail goes to the outbox where `verify_email` is true, and in no other case; no text message is sent',
  ),
  del(path, 'delete:users', deleteUser),
  get(`${path}/organizations`, 'read:organizations', listUserOrganizations),
]

export const MAX_SEARCHABLE = 1000

const NORMALIZED = ['email', 'name', 'given_name', 'family_name', 'nickname']
/**
 * @fact Case counts in all fields of people but the normalized ones, and metadata that people may change
 * knows neither wildcards nor ranges. (Auth0 docs, user search query syntax; read 2026-12-02)
 */
const SEARCH: SearchRules = {
  bareFields: [...NORMALIZED, 'username', 'phone_number'],
  ignoresCase: (field) => NORMALIZED.includes(field),
  isExactOnly: (field) => field.startsWith('user_metadata'),
}

/** With what is searched for and never shown. */
const searchable = ({ state }: Tenant, user: JsonObject): JsonObject => ({
  ...user,
  'email.domain': String(user.email ?? '').split('@')[1] ?? null,
  organization_id: state.memberships
    .filter(({ user_id }) => user_id === user.user_id)
    .map(({ organization_id }) => organization_id),
})

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
  const isMatch = q === null || q === '' ? () => true : parseSearchQuery(q, SEARCH)
  const users = [...tenant.state.users.values()]
    .filter((user) => connection === null || user.connection === connection)
    .map((user) => renderUser(tenant, user))
    .filter((user) => isMatch(searchable(tenant, user)))
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

function deleteUser(request: ManagementRequest) {
  const { tenant } = request
  const user = tenant.state.users.get(param(request, 'user_id'))
  if (user !== undefined) removeUser(tenant, user)
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
