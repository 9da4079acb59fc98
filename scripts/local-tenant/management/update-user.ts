import { z } from 'zod'
import { publishUser } from '../events/publish-user.ts'
import { mergeMetadata } from '../merge-metadata.ts'
import { isAboutUser, liftLockOuts } from '../oidc/login/failed-logins.ts'
import type { Connection, JsonObject, User } from '../store.ts'
import { findConnectionByName, findUserByEmail, hashPassword, normalizeEmail } from '../users.ts'
import { mailVerification } from '../verification-ticket.ts'
import { parseBody } from './body.ts'
import { ManagementError, notSupported } from './management-error.ts'
import { findUser, renderUser } from './render-user.ts'
import { type ManagementRequest, ok, timestamp } from './route.ts'
import { profileFields } from './user-fields.ts'

const UpdateBody = z.strictObject({
  ...profileFields,
  email: profileFields.email.nullable(),
  phone_number: profileFields.phone_number.nullable(),
  username: profileFields.username.nullable(),
  given_name: profileFields.given_name.nullable(),
  family_name: profileFields.family_name.nullable(),
  name: profileFields.name.nullable(),
  nickname: profileFields.nickname.nullable(),
  picture: profileFields.picture.nullable(),
  password: z.string().min(1).optional(),
  verify_email: z.boolean().optional(),
  verify_phone_number: z.boolean().optional(),
  connection: z.string().optional(),
  client_id: z.string().optional(),
})
type Changes = z.output<typeof UpdateBody>

// @fact These fields are owned by the connection's own directory. (Auth0 API reference, update a
// user; read 2026-11-22)
const CREDENTIALS = [
  'email',
  'email_verified',
  'phone_number',
  'phone_verified',
  'username',
  'password',
] as const
// Owned by the upstream profile, unless the connection syncs it on the first login only.
const PROFILE = ['given_name', 'family_name', 'name', 'nickname', 'picture'] as const
const NULLABLE = ['email', 'phone_number', 'username', ...PROFILE] as const

/**
 * PATCH `/users/{id}`: root properties are replaced, metadata merges at its first level only. An empty
 * map is no change that merges: it removes everything, and with it what others keep there.
 */
export async function updateUser(request: ManagementRequest) {
  const { tenant } = request
  const changes = parseBody(UpdateBody, request.body)
  const before = findUser(request)
  const connection = findConnectionByName(tenant, before.connection)
  assertAllowed(before, connection, changes)
  const email = readNewEmail(connection, changes)
  if (typeof email === 'string' && email !== before.email) {
    if (findUserByEmail(tenant, before.connection, email) !== undefined) {
      throw new ManagementError(400, 'auth0_idp_error', 'The specified new email already exists')
    }
  }
  const password_hash =
    changes.password === undefined ? undefined : await hashPassword(changes.password)
  // Read again: another request may have written while the hash was made.
  const user = findUser(request)
  const now = timestamp(tenant)
  const updated = applyChanges(user, changes, { email, password_hash, now })
  tenant.state.users.set(user.user_id, updated)
  publishUser(tenant, 'updated', updated)
  if (password_hash !== undefined) liftLockOuts(tenant, isAboutUser(updated))
  if (changes.verify_email === true) mailVerification(tenant, updated)
  return ok(renderUser(tenant, updated))
}

type Prepared = {
  email: string | null | undefined
  password_hash: string | undefined
  now: string
}

function applyChanges(user: User, changes: Changes, { email, password_hash, now }: Prepared): User {
  const isNewEmail = email !== undefined && (email ?? undefined) !== user.email
  const updated: User = { ...user, updated_at: now }
  for (const key of NULLABLE) {
    const value = key === 'email' ? email : changes[key]
    if (typeof value === 'string') updated[key] = value
    if (value === null) delete updated[key]
  }
  if (isNewEmail) updated.email_verified = false
  updated.email_verified = changes.email_verified ?? updated.email_verified
  if (changes.phone_verified !== undefined) updated.phone_verified = changes.phone_verified
  if (password_hash !== undefined) {
    updated.password_hash = password_hash
    updated.last_password_reset = now
    // @fact A new password lifts the block, silently. (Auth0 docs, block and unblock users; read
    // 2026-11-22)
    if (user.blocked === true) updated.blocked = false
  }
  if (changes.blocked !== undefined) updated.blocked = changes.blocked
  updated.app_metadata = withMetadata(user.app_metadata, changes.app_metadata)
  updated.user_metadata = withMetadata(user.user_metadata, changes.user_metadata)
  if (isEndingSessions(user, updated, password_hash)) updated.session_epoch += 1
  return updated
}

// @fact Metadata is merged at its first level; a member that is null is removed. (Auth0 docs,
// manage metadata with the Management API; auth0.js issue 1194; read 2026-11-28)
function withMetadata(before: JsonObject, changes: JsonObject | undefined): JsonObject {
  if (changes === undefined) return before
  return Object.keys(changes).length === 0 ? {} : mergeMetadata(before, changes)
}

// That a new password ends sessions is documented for resets, and assumed here.
// @fact A changed address ends a person's sessions; an unchanged value ends nothing. (Auth0
// community 190134 and 188478; read 2026-11-22)
const isEndingSessions = (before: User, after: User, password_hash: string | undefined): boolean =>
  before.email !== after.email ||
  (before.email_verified && !after.email_verified) ||
  (before.blocked !== true && after.blocked === true) ||
  password_hash !== undefined

function readNewEmail(
  connection: Connection | undefined,
  { email }: Changes,
): string | null | undefined {
  if (typeof email !== 'string' || connection === undefined) return email
  return normalizeEmail(connection, email)
}

function assertAllowed(user: User, connection: Connection | undefined, changes: Changes): void {
  if (changes.connection !== undefined && changes.connection !== user.connection) {
    throw notSupported(`The user has no identity in the connection ${changes.connection}.`)
  }
  const given = (keys: readonly (keyof Changes)[]) =>
    keys.filter((key) => changes[key] !== undefined)
  const refused = given(readOnlyFields(connection))
  if (refused.length > 0) {
    throw notSupported(
      `The following user attributes cannot be updated: ${refused.join(', ')}. The connection (${user.connection}) should either be a database connection, a passwordless connection (email or sms) or has disabled 'Sync user profile attributes at each login'.`,
    )
  }
  assertNotTogether('password', given(['email', 'email_verified', 'username']), changes)
  assertNotTogether('username', given(['email', 'email_verified', 'password']), changes)
}

function assertNotTogether(key: keyof Changes, others: readonly string[], changes: Changes): void {
  const [other] = others
  if (changes[key] === undefined || other === undefined) return
  throw notSupported(`Cannot update ${key} and ${other} simultaneously`)
}

function readOnlyFields(connection: Connection | undefined): readonly (keyof Changes)[] {
  if (connection === undefined || connection.strategy === 'auth0') return []
  if (connection.strategy === 'email') return ['username', 'password']
  if (connection.strategy === 'sms') return ['username', 'password', 'email_verified']
  const options = connection.options
  const sync =
    typeof options === 'object' && options !== null && !Array.isArray(options)
      ? options.set_user_root_attributes
      : undefined
  const isSynced = sync !== 'on_first_login' && sync !== 'never_on_login'
  return isSynced ? [...CREDENTIALS, ...PROFILE] : CREDENTIALS
}
