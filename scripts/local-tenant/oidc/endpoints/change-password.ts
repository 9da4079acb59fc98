import { sendMail } from '../../outbox.ts'
import { createPasswordTicket } from '../../password-ticket.ts'
import type { Connection, Organization, Tenant, User } from '../../store.ts'
import { type FoundAccount, findAccountByEmail, findConnectionByName } from '../../users.ts'
import type { Endpoint, HttpContext } from '../front.ts'
import { findOrganization } from '../login/find-organization.ts'
import { logTransaction, traceOf } from '../login/login-log.ts'
import { allowCallers } from './allow-callers.ts'
import { readFields } from './read-body.ts'

const ANSWER = "We've just sent you an email to reset your password."

/**
 * `POST /dbconnections/change_password`: a link to the person's mailbox. The answer does not tell
 * whether there is such a person.
 */
export const changePasswordEndpoint: Endpoint =
  ({ tenant }) =>
  async (ctx, next) => {
    if (ctx.path !== '/dbconnections/change_password') return next()
    if (allowCallers(tenant, ctx)) return
    if (ctx.method !== 'POST') return next()
    requestChange(tenant, ctx)
  }

type Rejection = { code: string; error: string }
type ChangeRequest = {
  connection: Connection
  email: string
  clientId: string | undefined
  organization: Organization | undefined
}

function requestChange(tenant: Tenant, ctx: HttpContext): void {
  const request = readRequest(tenant, ctx)
  if ('error' in request) {
    ctx.status = 400
    ctx.body = request
    return
  }
  const { connection, email } = request
  const found = findAccountByEmail(tenant, connection.name, email)
  traceOf(ctx).connection = connection.name
  if (found !== undefined) sendLink(tenant, found, request)
  logRequest(tenant, ctx, found?.user, request)
  ctx.type = 'html'
  ctx.body = ANSWER
}

function readRequest(tenant: Tenant, ctx: HttpContext): ChangeRequest | Rejection {
  const { client_id, connection: name, email, organization: wanted } = readFields(ctx)
  if (client_id !== undefined && !tenant.state.clients.has(client_id)) {
    return { code: 'invalid_client', error: 'Unknown client' }
  }
  const connection = findConnectionByName(tenant, name ?? '')
  if (connection?.strategy !== 'auth0') {
    return { code: 'invalid_connection', error: 'connection does not exist' }
  }
  if (email === undefined) return { code: 'invalid_body', error: 'email is required' }
  const organization = wanted === undefined ? undefined : findOrganization(tenant, wanted)
  if (wanted !== undefined && organization === undefined) {
    return { code: 'invalid_organization', error: 'parameter organization is invalid' }
  }
  return { connection, email, clientId: client_id, organization }
}

function sendLink(
  tenant: Tenant,
  { user, account }: FoundAccount,
  { connection, clientId, organization }: ChangeRequest,
): void {
  const url = createPasswordTicket(tenant, {
    userId: account.user_id,
    // Whoever follows the link has the mailbox.
    marksEmailVerified: true,
    ...(clientId === undefined ? {} : { clientId }),
    ...(organization === undefined ? {} : { organizationId: organization.id }),
  })
  sendMail(tenant, {
    to: account.email ?? '',
    kind: 'password-reset',
    subject: 'Reset your password',
    text: `You asked to change your password. Follow this link:\n${url}`,
    url,
    connection: connection.name,
    user_id: user.user_id,
    ...(clientId === undefined ? {} : { client_id: clientId }),
    ...(organization === undefined ? {} : { organization_id: organization.id }),
  })
}

function logRequest(
  tenant: Tenant,
  ctx: HttpContext,
  user: User | undefined,
  { email, clientId }: ChangeRequest,
): void {
  if (user !== undefined) traceOf(ctx).user = user
  logTransaction(tenant, ctx, {
    type: user === undefined ? 'fcpr' : 'scpr',
    description: user === undefined ? 'The user does not exist.' : 'Change password request sent',
    clientId,
    details: { email },
  })
}
