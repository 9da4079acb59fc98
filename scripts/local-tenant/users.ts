import { createHash, randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Connection, JsonObject, LinkedAccount, Tenant, User } from './store.ts'

const scryptAsync = promisify<string, Buffer, number, { N: number }, Buffer>(scrypt)

/**
 * Simplified: the cost is far below what Auth0 uses, so that hundreds of logins per second stay
 * possible. A local tenant guards made-up people only.
 */
const SCRYPT_COST = { N: 64 }
const HASH_BYTES = 32

export type NewUser = {
  /** Name of the connection the person belongs to. */
  connection: string
  email?: string
  email_verified?: boolean
  username?: string
  phone_number?: string
  phone_verified?: boolean
  name?: string
  given_name?: string
  family_name?: string
  nickname?: string
  picture?: string
  blocked?: boolean
  app_metadata?: JsonObject
  user_metadata?: JsonObject
  /** The part after `|`; made up when absent. */
  user_id?: string
  /** From `hashPassword`. */
  password_hash?: string
}

/** What somebody signs in with: a user's own account, or one that is linked to it. */
export type Account = User | LinkedAccount
export type FoundAccount = { readonly user: User; readonly account: Account }

export type CreateUserResult =
  | { ok: true; user: User }
  | { ok: false; reason: 'user_exists' | 'connection_unknown' }

/**
 * Adds a person to a connection. Never runs a trigger, nor tells of it: what surrounds creation is the
 * caller's.
 */
export function createUser(tenant: Tenant, input: NewUser): CreateUserResult {
  const connection = findConnectionByName(tenant, input.connection)
  if (connection === undefined) return { ok: false, reason: 'connection_unknown' }
  const now = new Date(tenant.clock.now()).toISOString()
  const email = normalizeEmail(connection, input.email)
  const user_id = newUserId(tenant, connection, input)
  if (findAccountById(tenant, user_id) !== undefined || isTaken(tenant, connection, input)) {
    return { ok: false, reason: 'user_exists' }
  }
  const { user_metadata, app_metadata, ...rest } = input
  const user: User = {
    ...rest,
    ...(email === undefined ? {} : { email }),
    user_id,
    email_verified: input.email_verified ?? false,
    name: input.name ?? email ?? input.username ?? input.phone_number ?? user_id,
    nickname: input.nickname ?? input.username ?? email?.split('@')[0] ?? user_id,
    app_metadata: app_metadata ?? {},
    user_metadata: user_metadata ?? {},
    created_at: now,
    updated_at: now,
    logins_count: 0,
    session_epoch: 0,
  }
  tenant.state.users.set(user_id, user)
  return { ok: true, user }
}

/** `scrypt:<salt>:<hash>`, hex, for `User.password_hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await scryptAsync(password, salt, HASH_BYTES, SCRYPT_COST)
  return `scrypt:${salt.toString('hex')}:${hash.toString('hex')}`
}

/** False for an account without a password. */
export async function checkPassword(
  { password_hash }: Pick<User, 'password_hash'>,
  password: string,
): Promise<boolean> {
  const [scheme, salt, hash] = password_hash?.split(':') ?? []
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'hex')
  const actual = await scryptAsync(password, Buffer.from(salt, 'hex'), expected.length, SCRYPT_COST)
  return timingSafeEqual(actual, expected)
}

/**
 * Database connections keep addresses in lower case; elsewhere the case counts.
 * @returns who signs in with the connection's account of that address
 */
export function findUserByEmail(
  tenant: Tenant,
  connectionName: string,
  email: string,
): User | undefined {
  return findAccountByEmail(tenant, connectionName, email)?.user
}

export function findAccountByEmail(
  tenant: Tenant,
  connectionName: string,
  email: string,
): FoundAccount | undefined {
  const connection = findConnectionByName(tenant, connectionName)
  const wanted = connection === undefined ? email : normalizeEmail(connection, email)
  return findAccount(tenant, connectionName, (account) => account.email === wanted)
}

/** By what a person types at the login page: an address or a user name. */
export function findAccountByIdentifier(
  tenant: Tenant,
  connectionName: string,
  identifier: string,
): FoundAccount | undefined {
  return (
    findAccountByEmail(tenant, connectionName, identifier) ??
    findAccount(tenant, connectionName, ({ username }) => username === identifier)
  )
}

/** By the id that the account has, or had, as a user. */
export function findAccountById({ state }: Tenant, id: string): FoundAccount | undefined {
  const own = state.users.get(id)
  if (own !== undefined) return { user: own, account: own }
  const account = state.linkedAccounts.get(id)
  const user = state.users.get(account?.primary_id ?? '')
  return account === undefined || user === undefined ? undefined : { user, account }
}

export function findConnectionByName(tenant: Tenant, name: string): Connection | undefined {
  for (const connection of tenant.state.connections.values()) {
    if (connection.name === name) return connection
  }
  return undefined
}

/** What stands before `|` in a user id, and `identities[].provider`. */
export function providerOf(connection: Connection): string {
  return connection.strategy
}

/**
 * @fact Auth0 lower-cases addresses of database and passwordless connections. (Auth0 community
 * 124757; read 2026-11-23)
 */
export function normalizeEmail(
  connection: Connection,
  email: string | undefined,
): string | undefined {
  const lowerCased = ['auth0', 'email', 'sms'].includes(connection.strategy)
  return lowerCased ? email?.toLowerCase() : email
}

export function findAccount(
  tenant: Tenant,
  connectionName: string,
  matches: (account: Account) => boolean,
): FoundAccount | undefined {
  const { users, linkedAccounts } = tenant.state
  for (const user of users.values()) {
    if (user.connection === connectionName && matches(user)) return { user, account: user }
  }
  for (const account of linkedAccounts.values()) {
    if (account.connection !== connectionName || !matches(account)) continue
    return findAccountById(tenant, account.user_id)
  }
  return undefined
}

/** Whether somebody of the connection has the address or the user name already. */
export function isTaken(
  tenant: Tenant,
  connection: Connection,
  { email, username }: Pick<NewUser, 'email' | 'username'>,
): boolean {
  // Enterprise and social profiles are told apart by their id, not by their address.
  if (!['auth0', 'email', 'sms'].includes(connection.strategy)) return false
  if (email !== undefined && findUserByEmail(tenant, connection.name, email)) return true
  if (username === undefined) return false
  const found = findAccount(tenant, connection.name, (account) => account.username === username)
  return found !== undefined
}

// Numbered: who is deleted and created again is another person, as in Auth0.
function newUserId(tenant: Tenant, connection: Connection, input: NewUser): string {
  if (input.user_id !== undefined) return `${providerOf(connection)}|${input.user_id}`
  tenant.state.sequence += 1
  const seed = `user:${connection.name}:${input.email ?? input.username ?? ''}:${tenant.state.sequence}`
  const hex = createHash('sha256').update(seed).digest('hex').slice(0, 24)
  return `${providerOf(connection)}|${hex}`
}
