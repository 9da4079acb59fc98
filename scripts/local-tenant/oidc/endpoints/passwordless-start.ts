import { timingSafeEqual } from 'node:crypto'
import { sendMail } from '../../outbox.ts'
import type { Client, Tenant } from '../../store.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { createOneTimeCode } from '../login/one-time-code.ts'
import {
  findPasswordlessConnection,
  mayJoin,
  type PasswordlessTarget,
  readTarget,
} from '../login/passwordless-connection.ts'
import { isPublicClient } from '../provider/client-metadata.ts'
import { allowCallers } from './allow-callers.ts'
import { readFields } from './read-body.ts'

/**
 * `POST /passwordless/start`: a code to an e-mail address or a telephone, into the outbox.
 * @fact The answer is the same for people who exist and people who do not; to blocked people
 * nothing is sent. (Auth0 docs, passwordless; read 2026-11-22)
 * @fact Refusals of `/passwordless/start` have these forms. (auth0.js issue 1184; read 2026-11-22)
 */
export const passwordlessStartEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== '/passwordless/start') return next()
    if (allowCallers(tenant, ctx)) return
    if (ctx.method !== 'POST') return next()
    start(tenant, ctx)
  }

type Rejection = { status: 400 | 401; error: string; error_description: string }
type StartRequest = { client: Client; target: PasswordlessTarget }

function start(tenant: Tenant, ctx: HttpContext): void {
  const request = readRequest(tenant, readFields(ctx))
  if ('error' in request) {
    const { status, ...body } = request
    ctx.status = status
    ctx.body = body
    return
  }
  if (request.target.user?.blocked !== true) sendCode(tenant, ctx, request)
  answer(ctx, request.target)
}

function readRequest(
  tenant: Tenant,
  fields: Record<string, string | undefined>,
): StartRequest | Rejection {
  const client = tenant.state.clients.get(fields.client_id ?? '')
  if (client === undefined || !isAuthentic(client, fields.client_secret)) {
    return { status: 401, error: 'access_denied', error_description: 'Unauthorized' }
  }
  const connection = findPasswordlessConnection(tenant, client, fields.connection)
  if (connection === undefined) return fault('bad.connection', 'Connection does not exist')
  const kind = connection.strategy === 'sms' ? 'phone_number' : 'email'
  const target = readTarget(tenant, connection, fields[kind])
  if (target === undefined) return noAddress(kind, fields[kind] ?? '')
  if (kind === 'email' && (fields.send ?? 'link') !== 'code') {
    const text = 'the local tenant sends codes, no magic links: ask for `send: code`'
    return fault('local_tenant_magic_link_not_emulated', text)
  }
  if (target.user !== undefined || mayJoin(connection)) return { client, target }
  return fault('bad.connection', 'Public signup is disabled')
}

/** @fact A missing address is refused with this text. (auth0.js issue 1236; read 2026-11-28) */
const noAddress = (kind: 'email' | 'phone_number', written: string): Rejection =>
  kind === 'email'
    ? fault('bad.email', `error in email - email format validation failed: ${written}`)
    : fault('bad.phone_number', 'error in phone_number - invalid format')

const fault = (error: string, error_description: string): Rejection => ({
  status: 400,
  error,
  error_description,
})

/** Public applications have no secret to show. */
function isAuthentic(client: Client, secret: string | undefined): boolean {
  if (isPublicClient(client)) return true
  const expected = Buffer.from(String(client.client_secret ?? ''))
  const given = Buffer.from(secret ?? '')
  return expected.length > 0 && expected.length === given.length && timingSafeEqual(expected, given)
}

function sendCode(tenant: Tenant, ctx: HttpContext, { client, target }: StartRequest): void {
  const { connection, address, user } = target
  const code = createOneTimeCode(tenant, connection, address)
  sendMail(tenant, {
    channel: connection.strategy === 'sms' ? 'sms' : 'email',
    to: address,
    kind: 'passwordless-code',
    subject: `Your sign-in code for ${client.name}`,
    text: `Your verification code is: ${code}`,
    code,
    client_id: client.client_id,
    connection: connection.name,
    ...(user === undefined ? {} : { user_id: user.user_id }),
  })
  Object.assign(traceOf(ctx), { connection: connection.name }, user === undefined ? {} : { user })
  logTransaction(tenant, ctx, {
    type: connection.strategy === 'sms' ? 'cs' : 'cls',
    description: `Code sent to ${address}`,
    clientId: client.client_id,
    details: { [connection.strategy === 'sms' ? 'phone_number' : 'email']: address },
  })
}

function answer(ctx: HttpContext, { connection, address }: PasswordlessTarget): void {
  ctx.body =
    connection.strategy === 'sms'
      ? { phone_number: address, phone_verified: false }
      : { email: address, email_verified: false }
}
