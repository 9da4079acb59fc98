import { notAnEmailAddress } from '../../email-address.ts'
import { readSetting } from '../../management/settings.ts'
import type { Client, Connection, JsonObject, Tenant } from '../../store.ts'
import { findConnectionByName } from '../../users.ts'
import type { SignupCandidate } from '../events/pre-user-registration.ts'
import type { Endpoint, Front, HttpContext } from '../front.ts'
import { allowsSignup } from '../login/available-connections.ts'
import { createAccount, type SignupRequest, type SignupResult } from '../login/create-account.ts'
import { allowedOrigins } from '../provider/client-metadata.ts'
import { readFields } from './read-body.ts'

const PATH = '/dbconnections/signup'
const PROFILE_FIELDS = [
  'email',
  'username',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'nickname',
  'picture',
] as const
export const METADATA_LIMIT = 10

/** `POST /dbconnections/signup`: anybody with a client id may call it, invited or not. */
export const signupEndpoint: Endpoint = (front) => async (ctx, next) => {
  if (ctx.path !== PATH) return next()
  if (ctx.method === 'OPTIONS') return answerPreflight(ctx)
  if (ctx.method !== 'POST') return next()
  await signUp(front, ctx)
}

async function signUp(front: Front, ctx: HttpContext): Promise<void> {
  const fields = readFields(ctx)
  const client = front.tenant.state.clients.get(fields.client_id ?? '')
  if (client === undefined) return refuse(ctx, 'invalid_client', 'Unknown client')
  allowOrigin(ctx, client)
  const connection = findConnectionByName(front.tenant, fields.connection ?? '')
  if (connection === undefined || !isOpenTo(connection, client)) {
    return refuse(ctx, 'invalid_connection', 'The connection was not found or is not enabled')
  }
  if (!allowsSignup(connection)) {
    ctx.status = 400
    ctx.body = { error: 'public signup is disabled' }
    return
  }
  const candidate = readCandidate(ctx, fields)
  if (candidate === undefined) return refuse(ctx, 'invalid_body', 'user_metadata is not valid')
  const request = { client, connection, candidate, password: fields.password ?? '' }
  answer(front.tenant, ctx, request, await createAccount(front, ctx, request))
}

function isOpenTo(connection: Connection, client: Client): boolean {
  return connection.strategy === 'auth0' && connection.enabled_clients.includes(client.client_id)
}

/** Auth0: at most ten strings of at most 500 characters in `user_metadata`. */
function readCandidate(
  ctx: HttpContext,
  fields: Record<string, string | undefined>,
): SignupCandidate | undefined {
  const { user_metadata = {} } = ctx.state.body as JsonObject
  if (typeof user_metadata !== 'object' || user_metadata === null) return undefined
  if (Array.isArray(user_metadata)) return undefined
  const entries = Object.entries(user_metadata)
  const fits = entries.every(
    ([name, value]) => name.length <= 100 && typeof value === 'string' && value.length <= 500,
  )
  if (entries.length > METADATA_LIMIT || !fits) return undefined
  const candidate: SignupCandidate = { user_metadata }
  for (const name of PROFILE_FIELDS) {
    const value = fields[name]
    if (value !== undefined && value !== '') candidate[name] = value
  }
  return candidate
}

function answer(
  tenant: Tenant,
  ctx: HttpContext,
  { candidate }: SignupRequest,
  result: SignupResult,
): void {
  if (!result.ok) {
    ctx.status = 400
    ctx.body = signupError(tenant, candidate, result)
    return
  }
  const { user_metadata, ...profile } = candidate
  ctx.body = {
    _id: result.user.user_id.split('|')[1],
    ...profile,
    email: result.user.email,
    email_verified: result.user.email_verified,
    ...(Object.keys(user_metadata).length === 0 ? {} : { user_metadata }),
  }
}

/** @fact A refused sign-up has these forms. (Auth0 community 94025 and 131029; read 2026-11-23) */
function signupError(
  tenant: Tenant,
  candidate: SignupCandidate,
  result: Exclude<SignupResult, { ok: true }>,
): JsonObject {
  switch (result.reason) {
    case 'refused':
      // Auth0 shows the operator's reason to the caller here, beside the message for the person.
      return {
        name: 'InternalExtensibilityError',
        code: 'extensibility_error',
        message: result.text,
        friendly_message: result.message,
        description: result.text,
        fromSandbox: true,
        statusCode: 400,
      }
    case 'invalid_password':
      return {
        name: 'PasswordStrengthError',
        message: 'Password is too weak',
        code: 'invalid_password',
        description: 'Password is too weak',
        statusCode: 400,
      }
    case 'user_exists':
      return saysWhoExists(tenant)
        ? badRequest('user_exists', 'The user already exists.')
        : badRequest('invalid_signup', 'Invalid sign up')
    case 'invalid_email':
      return badRequest('invalid_signup', notAnEmailAddress(candidate.email ?? ''))
    default:
      return result satisfies never
  }
}

/**
 * @fact A tenant answers a sign-up of somebody who exists generically, unless this flag is set.
 * (types of auth0 7.1.0, `enable_public_signup_user_exists_error`; read 2026-11-28)
 */
function saysWhoExists(tenant: Tenant): boolean {
  const { flags } = readSetting(tenant, 'tenant-settings')
  return (flags as JsonObject | undefined)?.enable_public_signup_user_exists_error === true
}

const badRequest = (code: string, description: string): JsonObject => ({
  name: 'BadRequestError',
  code,
  description,
  statusCode: 400,
})

function refuse(ctx: HttpContext, code: string, description: string): void {
  ctx.status = 400
  ctx.body = badRequest(code, description)
}

function answerPreflight(ctx: HttpContext): void {
  ctx.vary('Origin')
  ctx.set('Access-Control-Allow-Origin', ctx.get('origin') || '*')
  ctx.set('Access-Control-Allow-Methods', 'POST')
  ctx.set('Access-Control-Allow-Headers', 'content-type,auth0-client')
  ctx.status = 204
}

function allowOrigin(ctx: HttpContext, client: Client): void {
  const origin = ctx.get('origin')
  ctx.vary('Origin')
  if (allowedOrigins(client).has(origin)) ctx.set('Access-Control-Allow-Origin', origin)
}
