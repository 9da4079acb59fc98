import { z } from 'zod'
import { publishUser } from '../../events/publish-user.ts'
import type { Connection, Json, JsonObject, Tenant, User } from '../../store.ts'
import { createUser, findAccount, findUserByEmail, normalizeEmail } from '../../users.ts'
import { jsonObject } from '../body.ts'
import { inexistent, invalidBody, notSupported } from '../management-error.ts'
import { type ManagementRequest, timestamp } from '../route.ts'
import { profileFields, withoutUndefined } from '../user-fields.ts'
import { keepJob } from './job.ts'

/** @fact A file of people is at most 500 kB. (Auth0 community 135293; read 2026-12-02) */
const MAX_FILE_BYTES = 500_000

/** Fields of the form; a file is its text. */
const Form = z.strictObject({
  users: z.string(),
  connection_id: z.string(),
  upsert: z.enum(['true', 'false']).default('false'),
  external_id: z.string().optional(),
  send_completion_email: z.enum(['true', 'false']).optional(),
})

const Person = z.strictObject({
  ...profileFields,
  user_id: z.string().min(1).max(255).optional(),
  password_hash: z.string().optional(),
  custom_password_hash: jsonObject.optional(),
  mfa_factors: z.array(jsonObject).optional(),
})
type Person = z.output<typeof Person>
type Fault = { readonly code: string; readonly message: string; readonly path: string }
type Outcome = 'inserted' | 'updated' | Fault

/** POST `/jobs/users-imports`: each person by itself; those at fault are listed with the job. */
export function importUsers({ tenant, body }: ManagementRequest) {
  const { users, connection_id, upsert, external_id } = readForm(body)
  const connection = tenant.state.connections.get(connection_id)
  if (connection === undefined) throw inexistent('connection')
  if (connection.strategy !== 'auth0') throw notSupported('The connection is no database.')
  const people = readPeople(users)
  const seen = new Set<string>()
  const outcomes = people.map((person) =>
    importOne(tenant, connection, person, { isUpserting: upsert === 'true', seen }),
  )
  const count = (wanted: string): number => outcomes.filter((one) => one === wanted).length
  const errors = outcomes.flatMap((one, nth): Json[] =>
    typeof one === 'string' ? [] : [{ user: people[nth] ?? null, errors: [one] }],
  )
  const [inserted, updated] = [count('inserted'), count('updated')]
  const summary = { total: people.length, inserted, updated, failed: errors.length }
  const started = { connection_id, ...(external_id === undefined ? {} : { external_id }) }
  const ended = { summary, percentage_done: 100, errors }
  return { status: 202, body: keepJob(tenant, 'users_import', { started, ended }) } as const
}

function readForm(body: unknown): z.output<typeof Form> {
  const parsed = Form.safeParse(body ?? {})
  const [issue] = parsed.error?.issues ?? []
  if (parsed.success) return parsed.data
  throw invalidBody(`'${issue?.message}' on property ${issue?.path.join('.')}.`)
}

/** @throws ManagementError 400 */
function readPeople(text: string): readonly JsonObject[] {
  if (Buffer.byteLength(text) > MAX_FILE_BYTES) throw invalidBody("'File is too large'.")
  try {
    const people: unknown = JSON.parse(text)
    if (Array.isArray(people)) return people
  } catch {
    // The answer is the same.
  }
  throw invalidBody("'Users file is no JSON array' on property users.")
}

function importOne(
  tenant: Tenant,
  connection: Connection,
  sent: unknown,
  { isUpserting, seen }: { readonly isUpserting: boolean; readonly seen: Set<string> },
): Outcome {
  const parsed = Person.safeParse(sent)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return fault('INVALID_FORMAT', issue?.message ?? '', issue?.path.join('.') ?? '')
  }
  const {
    password_hash: _hash,
    custom_password_hash: _own,
    mfa_factors: _factors,
    ...person
  } = parsed.data
  if (person.email === undefined && person.username === undefined) {
    return fault('OBJECT_MISSING_REQUIRED_PROPERTY', 'Missing required property: email', 'email')
  }
  if (isRepeated(connection, person, seen)) {
    return fault('DUPLICATED_USER', 'The file names the user twice.', 'email')
  }
  const known = findKnown(tenant, connection, person)
  if (known !== undefined && !isUpserting) {
    return fault('DUPLICATED_USER', 'The user already exists.', 'email')
  }
  if (known !== undefined) return change(tenant, known, person)
  const made = createUser(tenant, { ...withoutUndefined(person), connection: connection.name })
  if (!made.ok) return fault('DUPLICATED_USER', 'The user already exists.', 'user_id')
  publishUser(tenant, 'created', made.user)
  return 'inserted'
}

const fault = (code: string, message: string, path: string): Fault => ({ code, message, path })

/**
 * @fact Whom a file names twice is an error the second time, never an update. (Auth0 docs, bulk user
 * imports; read 2026-12-02)
 */
function isRepeated(connection: Connection, person: Person, seen: Set<string>): boolean {
  const key = JSON.stringify(normalizeEmail(connection, person.email) ?? { name: person.username })
  if (seen.has(key)) return true
  seen.add(key)
  return false
}

/**
 * An id that is somebody else's makes no match: who has it keeps it, and the line is an error.
 * @fact Whoever has the address is updated. (Auth0 docs, bulk user imports; read 2026-12-02)
 */
function findKnown(tenant: Tenant, connection: Connection, person: Person): User | undefined {
  const { email, username } = person
  if (email !== undefined) return findUserByEmail(tenant, connection.name, email)
  return findAccount(tenant, connection.name, (one) => one.username === (username ?? ''))?.user
}

/**
 * What tells a person from others stays as it is.
 * @fact An update replaces `app_metadata` and `user_metadata` as a whole where the file has them, leaves
 * every other field that the file does not have, and takes the address for unverified unless the file says
 * otherwise; it changes neither address nor id. (Auth0 support, community 140108; read 2026-12-02)
 */
function change(tenant: Tenant, user: User, person: Person): 'updated' {
  const { user_id: _id, email: _email, username: _name, ...fields } = withoutUndefined(person)
  Object.assign(user, { email_verified: false }, fields, { updated_at: timestamp(tenant) })
  publishUser(tenant, 'updated', user)
  return 'updated'
}
