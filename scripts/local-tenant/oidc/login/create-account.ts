import type { TriggerOutcome } from '../../runtime/trigger-outcome.ts'
import type { Client, Connection, JsonObject, User } from '../../store.ts'
import { createUser, findUserByEmail, hashPassword, normalizeEmail } from '../../users.ts'
import { preUserRegistrationEvent, type SignupCandidate } from '../events/pre-user-registration.ts'
import type { Engine, HttpContext } from '../front.ts'
import { merged } from './apply-outcome.ts'
import { logTransaction, traceOf } from './login-log.ts'
import { isStrongEnough } from './password-policy.ts'

export type SignupRequest = {
  client: Client
  connection: Connection
  candidate: SignupCandidate
  password: string
  /** Of the authorization request behind the login page; absent for `/dbconnections/signup`. */
  params?: Record<string, unknown>
}

export type SignupResult =
  | { ok: true; user: User }
  | { ok: false; reason: 'invalid_email' | 'invalid_password' | 'user_exists' }
  /** Refused by an Action. `message` is for the person, `reason` for the operator. */
  | { ok: false; reason: 'refused'; text: string; message: string }

const SIGNUP_FAILED = "We're sorry, something went wrong when attempting to sign up."

/** Every way for a person to make themselves a database account: checks, Actions, creation, log. */
export async function createAccount(
  engine: Engine,
  ctx: HttpContext,
  request: SignupRequest,
): Promise<SignupResult> {
  const { tenant } = engine
  const { connection } = request
  traceOf(ctx).connection = connection.name
  const email = normalizeEmail(connection, request.candidate.email)
  if (email === undefined || !isAddress(email)) return failed(engine, ctx, request, 'invalid_email')
  if (!isStrongEnough(connection, request.password)) {
    return failed(engine, ctx, request, 'invalid_password')
  }
  if (findUserByEmail(tenant, connection.name, email) !== undefined) {
    return failed(engine, ctx, request, 'user_exists')
  }
  const candidate = { ...request.candidate, email }
  const outcome = await runPreUserRegistration(engine, ctx, { ...request, candidate })
  if (outcome.refusal !== null) return refusedByAction(engine, ctx, request, outcome.refusal)
  const created = createUser(tenant, {
    ...candidate,
    connection: connection.name,
    password_hash: await hashPassword(request.password),
    app_metadata: merged({}, outcome.appMetadata),
    user_metadata: merged(candidate.user_metadata, outcome.userMetadata),
  })
  if (!created.ok) return failed(engine, ctx, request, 'user_exists')
  traceOf(ctx).user = created.user
  log(engine, ctx, request, 'ss', 'Successful signup')
  return created
}

/** @see JSON bodies of `/dbconnections/signup`; enough to keep nonsense out of the store. */
export function isAddress(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  return text.length <= 254 && /^[^\s@\u0000-\u001f\u007f]+@[^\s@\u0000-\u001f\u007f]+$/.test(text)
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
  const text = refusal.kind === 'failed' ? refusal.message : refusal.reason
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
    invalid_email: "Object didn't pass validation for format email",
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
