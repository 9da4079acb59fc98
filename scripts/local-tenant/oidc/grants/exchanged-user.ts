import { publishUser } from '../../events/publish-user.ts'
import type { TokenExchange } from '../../runtime/trigger-outcome.ts'
import type { Client, Connection, JsonObject, Tenant, User } from '../../store.ts'
import {
  createUser,
  findAccountById,
  findConnectionByName,
  findUserByEmail,
  providerOf,
} from '../../users.ts'
import { assertEnabled } from '../login/direct-login.ts'
import { refused } from '../login/token-refusal.ts'

type ByConnection = Extract<TokenExchange['subject'], { kind: 'connection' }>

/** They may be set only to what they are. */
const FIXED = ['email', 'username', 'phone_number', 'email_verified', 'phone_verified'] as const
const REPLACED = ['name', 'given_name', 'family_name', 'nickname', 'picture'] as const

/**
 * @fact A custom-token-exchange Action sets whose tokens are issued. (Auth0 docs, custom token
 * exchange; read 2026-11-22)
 * @throws TokenRefusal for whoever does not exist and may not be made, and for blocked people
 */
export function findExchangedUser(
  tenant: Tenant,
  client: Client,
  subject: TokenExchange['subject'],
): { user: User; connection: string } {
  if (subject.kind === 'connection') return findByConnection(tenant, client, subject)
  const user = tenant.state.users.get(subject.userId)
  if (user === undefined) throw fault('The user does not exist')
  return { user, connection: user.connection }
}

function findByConnection(
  tenant: Tenant,
  client: Client,
  subject: ByConnection,
): { user: User; connection: string } {
  const connection = findConnectionByName(tenant, subject.connection)
  if (connection === undefined) throw fault('The connection does not exist')
  assertEnabled(tenant, client, connection.name)
  const known = findKnown(tenant, connection, subject.attributes)
  const user = known ?? createSubject(tenant, connection, subject)
  if (known?.connection === connection.name && subject.updateBehavior === 'replace') {
    replaceProfile(tenant, known, subject.attributes)
  }
  return { user, connection: connection.name }
}

function findKnown(
  tenant: Tenant,
  connection: Connection,
  attributes: JsonObject & { user_id: string },
): User | undefined {
  const byId = findAccountById(tenant, `${providerOf(connection)}|${attributes.user_id}`)
  if (byId?.account.connection === connection.name) return byId.user
  const { email } = attributes
  if (connection.strategy !== 'auth0' || typeof email !== 'string') return undefined
  return findUserByEmail(tenant, connection.name, email)
}

function createSubject(
  tenant: Tenant,
  connection: Connection,
  { attributes, creationBehavior }: ByConnection,
): User {
  if (creationBehavior === 'none') throw fault('The user does not exist')
  if (typeof attributes.email !== 'string') throw fault('An email is required to create a user')
  const { verify_email: _verify, ...profile } = attributes
  // No pre-user-registration: Auth0 documents none here.
  const created = createUser(tenant, {
    ...(profile as { user_id: string }),
    connection: connection.name,
  })
  if (!created.ok) throw fault('The user cannot be created')
  publishUser(tenant, 'created', created.user)
  return created.user
}

function replaceProfile(tenant: Tenant, user: User, attributes: JsonObject): void {
  for (const name of FIXED) {
    const given = attributes[name]
    if (given !== undefined && given !== user[name]) throw fault(`${name} cannot be changed`)
    if (given === undefined && typeof user[name] === 'string') throw fault(`${name} is required`)
  }
  for (const name of REPLACED) {
    const given = attributes[name]
    if (typeof given === 'string') user[name] = given
    else delete user[name]
  }
  user.updated_at = new Date(tenant.clock.now()).toISOString()
  publishUser(tenant, 'updated', user)
}

const fault = (text: string) => refused('invalid_request', text, 400)
