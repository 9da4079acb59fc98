import { isEmailAddress, notAnEmailAddress } from '../../email-address.ts'
import { publishUser } from '../../events/publish-user.ts'
import { mergeMetadata } from '../../merge-metadata.ts'
import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, Connection, JsonObject, Tenant, User } from '../../store.ts'
import { createUser, findUserByEmail, hashPassword, normalizeEmail } from '../../users.ts'
import { postUserRegistrationEvent } from '../events/post-user-registration.ts'
import { preUserRegistrationEvent, type SignupCandidate } from '../events/pre-user-registration.ts'
import type { Engine, HttpContext } from '../front.ts'
import { isStrongEnough } from './is-strong-enough.ts'
import { logTransaction, traceOf } from './login-log.ts'
import { refusalText } from './refusal-text.ts'

export type SignupRequest = {
  client: Client
  connection: Connection
  candidate: SignupCandidate
  /** Absent for passwordless connections: whoever has the mailbox or the telephone is the person. */
  password?: string
  /** Of the authorization request behind the login page; absent for `/dbconnections/signup`. */
  params?: Record<string, unknown>
}

export type SignupResult =
  | { ok: true; user: User }
  | { ok: false; reason: 'invalid_email' | 'invalid_password' | 'user_exists' }
  /** Refused by an Action. `message` is for the person, `reason` for the operator. */
  | { ok: false; reason: 'refused'; text: string; message: string }

const SIGNUP_FAILED = "We're sorry, something went wrong when attempting to sign up."

/**
 * Every way for a person to make themselves a database or passwordless account: checks, Actions,
 * creation, log.
 */
export async function createAccount(
  engine: Engine,
  ctx: HttpContext,
  request: SignupRequest,
): Promise<SignupResult> {
  const { tenant } = engine
  const { connection } = request
  traceOf(ctx).connection = connection.name
  const fault = faultOf(tenant, request)
  if (fault !== undefined) return failed(engine, ctx, request, fault)
  const email = normalizeEmail(connection, request.candidate.email)
  const candidate = { ...request.candidate, ...(email === undefined ? {} : { email }) }
  const outcome = await runPreUserRegistration(engine, ctx, { ...request, candidate })
  if (outcome.refusal !== null) return refusedByAction(engine, ctx, request, outcome.refusal)
  const created = createUser(tenant, {
    ...candidate,
    connection: connection.name,
    ...(await credentialsOf(request)),
    ...metadataOf(request.connection, candidate.user_metadata, outcome),
  })
  if (!created.ok) return failed(engine, ctx, request, 'user_exists')
  publishUser(tenant, 'created', created.user)
  traceOf(ctx).user = created.user
  log(engine, ctx, request, 'ss', 'Successful signup')
  runPostUserRegistration(engine, ctx, { ...request, user: created.user })
  return created
}

/**
 * @fact Actions give metadata to people of databases only. (Auth0 docs, pre-user-registration; read
 * 2026-08-20)
 */
function metadataOf(
  { strategy }: Connection,
  userMetadata: JsonObject,
  outcome: TriggerOutcome,
): { app_metadata: JsonObject; user_metadata: JsonObject } {
  if (strategy !== 'auth0') return { app_metadata: {}, user_metadata: userMetadata }
  return {
    app_metadata: mergeMetadata({}, outcome.appMetadata),
    user_metadata: mergeMetadata(userMetadata, outcome.userMetadata),
  }
}

function faultOf(
  tenant: Tenant,
  { connection, candidate, password }: SignupRequest,
): 'invalid_email' | 'invalid_password' | 'user_exists' | undefined {
  if (connection.strategy === 'sms') return undefined
  const email = normalizeEmail(connection, candidate.email)
  if (email === undefined || !isEmailAddress(email)) return 'invalid_email'
  if (password !== undefined && !isStrongEnough(connection, password)) return 'invalid_password'
  return findUserByEmail(tenant, connection.name, email) === undefined ? undefined : 'user_exists'
}

async function credentialsOf({ password, connection }: SignupRequest) {
  if (password !== undefined) return { password_hash: await hashPassword(password) }
  return connection.strategy === 'sms' ? { phone_verified: true } : { email_verified: true }
}

/** Asynchronous at Auth0: nobody waits for it, and it decides nothing. */
function runPostUserRegistration(
  { tenant, runtime }: Engine,
  ctx: HttpContext,
  signup: SignupRequest & { user: User },
): void {
  const event = postUserRegistrationEvent(tenant, ctx, signup)
  void runtime.runTrigger('post-user-registration', 'onExecutePostUserRegistration', event)
}

async function runPreUserRegistration(
  { tenant, runtime }: Engine,
  ctx: HttpContext,
  request: SignupRequest,
): Promise<TriggerOutcome> {
  const event = preUserRegistrationEvent(tenant, ctx, request)
  const outcome = await runtime.runTrigger(
    'pre-user-registration',
    'onExecutePreUserRegistration',
    event,
  )
  if (outcome.executionId !== null) traceOf(ctx).executionId = outcome.executionId
  return outcome
}

function refusedByAction(
  engine: Engine,
  ctx: HttpContext,
  request: SignupRequest,
  refusal: NonNullable<TriggerOutcome['refusal']>,
): SignupResult {
  const text = refusalText(refusal)
  const message = (refusal.kind === 'denied' ? refusal.userMessage : undefined) ?? SIGNUP_FAILED
  log(engine, ctx, request, 'fs', 'PreUserRegistrationError on pre-user-registration', {
    error: { message: text },
  })
  return { ok: false, reason: 'refused', text, message }
}

function failed(
  engine: Engine,
  ctx: HttpContext,
  request: SignupRequest,
  reason: 'invalid_email' | 'invalid_password' | 'user_exists',
): SignupResult {
  const description = {
    invalid_email: notAnEmailAddress(request.candidate.email ?? ''),
    invalid_password: 'Password is too weak',
    user_exists: 'The user already exists.',
  }[reason]
  log(engine, ctx, request, 'fs', description)
  return { ok: false, reason }
}

function log(
  { tenant }: Engine,
  ctx: HttpContext,
  { client, candidate }: SignupRequest,
  type: 'ss' | 'fs',
  description: string,
  details: JsonObject = {},
): void {
  logTransaction(tenant, ctx, {
    type,
    description,
    clientId: client.client_id,
    details: { ...details, ...(candidate.email ? { email: candidate.email } : {}) },
  })
}
