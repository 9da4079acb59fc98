import { z } from 'zod'
import { publishUser } from '../events/publish-user.ts'
import { mergeMetadata } from '../merge-metadata.ts'
import { refusalText } from '../oidc/login/refusal-text.ts'
import type { TriggerOutcome } from '../runtime/trigger-outcome.ts'
import type { Connection, JsonObject } from '../store.ts'
import { writeLog } from '../tenant-log.ts'
import {
  createUser,
  findConnectionByName,
  hashPassword,
  isTaken,
  normalizeEmail,
} from '../users.ts'
import { mailVerification } from '../verification-ticket.ts'
import { parseBody } from './body.ts'
import { conflict, invalidBody, ManagementError, notSupported } from './management-error.ts'
import { operatorRegistrationEvent } from './operator-registration-event.ts'
import { renderUser } from './render-user.ts'
import { created, type ManagementRequest, type RouteAnswer } from './route.ts'
import { profileFields, withoutUndefined } from './user-fields.ts'

const CreateBody = z.strictObject({
  ...profileFields,
  connection: z.string().min(1),
  user_id: z.string().min(1).max(255).optional(),
  password: z.string().min(1).optional(),
  verify_email: z.boolean().optional(),
})
type Profile = Omit<z.infer<typeof CreateBody>, 'password' | 'verify_email'>

const MANAGED_STRATEGIES = ['auth0', 'email', 'sms']

/**
 * `POST /users`: checks, pre-user-registration Actions, creation.
 * @fact pre-user-registration Actions run at `POST /users` as at a sign-up, and may refuse. (Auth0
 * support, the "Sandbox error" at user creation; read 2026-11-28)
 */
export async function createManagedUser(request: ManagementRequest): Promise<RouteAnswer> {
  const { tenant } = request
  const { password, verify_email, ...profile } = parseBody(CreateBody, request.body)
  const connection = assertCreatable(request, profile, password)
  const email = normalizeEmail(connection, profile.email)
  const candidate = withoutUndefined({ ...profile, email })
  if (isTaken(tenant, connection, candidate)) throw taken()
  const { connection: _name, user_id: _id, ...shown } = candidate
  const outcome = await runActions(request, connection, shown as JsonObject)
  const result = createUser(tenant, {
    ...candidate,
    connection: connection.name,
    ...(password === undefined ? {} : { password_hash: await hashPassword(password) }),
    app_metadata: mergeMetadata(profile.app_metadata ?? {}, outcome.appMetadata),
    user_metadata: mergeMetadata(profile.user_metadata ?? {}, outcome.userMetadata),
  })
  if (!result.ok) throw taken()
  publishUser(tenant, 'created', result.user)
  if (verify_email === true && result.user.email !== undefined) {
    mailVerification(tenant, result.user)
  }
  return created(renderUser(tenant, result.user))
}

const taken = (): ManagementError => conflict('auth0_idp_error', 'The user already exists.')

function assertCreatable(
  { tenant }: ManagementRequest,
  profile: Profile,
  password: string | undefined,
): Connection {
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
  return connection
}

/** @throws ManagementError `Sandbox error` where an Action refuses or fails; the log has the reason */
async function runActions(
  request: ManagementRequest,
  connection: Connection,
  user: JsonObject,
): Promise<TriggerOutcome> {
  const outcome = await request.settings.runtime.runTrigger(
    'pre-user-registration',
    'onExecutePreUserRegistration',
    operatorRegistrationEvent(request, connection, user),
  )
  if (outcome.refusal === null) return outcome
  const { ip, hostname, userAgent, clientId } = request.caller
  const { executionId } = outcome
  writeLog(request.tenant, {
    type: 'fs',
    description: 'PreUserRegistrationError on pre-user-registration',
    ip,
    hostname,
    user_agent: userAgent,
    connection: connection.name,
    connection_id: connection.id,
    ...(clientId === null ? {} : { client_id: clientId }),
    details: {
      ...(executionId === null ? {} : { actions: { executions: [executionId] } }),
      error: { message: refusalText(outcome.refusal) },
      ...(typeof user.email === 'string' ? { email: user.email } : {}),
    },
  })
  throw new ManagementError(400, 'extensibility_error', 'Sandbox error.')
}
