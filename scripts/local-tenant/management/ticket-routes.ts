import { z } from 'zod'
import { createPasswordTicket, TICKET_SECONDS } from '../password-ticket.ts'
import type { Tenant } from '../store.ts'
import { type Account, findAccountByEmail, findConnectionByName } from '../users.ts'
import { parseBody } from './body.ts'
import {
  inexistent,
  inexistentOrganization,
  invalidBody,
  ManagementError,
  notSupported,
} from './management-error.ts'
import { created, type ManagementRequest, post, type Route } from './route.ts'

export const ticketRoutes: readonly Route[] = [
  post(
    '/tickets/password-change',
    'create:user_tickets',
    createTicket,
    'the page behind the ticket is a plain form; `identity` and `new_password` are refused',
  ),
]

const Body = z.strictObject({
  user_id: z.string().optional(),
  connection_id: z.string().optional(),
  email: z.string().optional(),
  client_id: z.string().optional(),
  organization_id: z.string().optional(),
  result_url: z.url().optional(),
  ttl_sec: z.int().min(0).optional(),
  mark_email_as_verified: z.boolean().optional(),
  includeEmailInRedirect: z.boolean().optional(),
})
type Request = z.output<typeof Body>

/** POST `/tickets/password-change`: nothing is sent; who has the link may set the password. */
function createTicket({ tenant, body }: ManagementRequest) {
  const request = parseBody(Body, body)
  const account = findWithinReach(tenant, request)
  if (findConnectionByName(tenant, account.connection)?.strategy !== 'auth0') {
    throw notSupported('The user does not have a password: it is not of a database connection.')
  }
  assertTarget(tenant, request)
  // Auth0: zero means the default.
  const ttlSeconds = request.ttl_sec === 0 ? TICKET_SECONDS : (request.ttl_sec ?? TICKET_SECONDS)
  const { client_id, organization_id, result_url } = request
  const ticket = createPasswordTicket(
    tenant,
    {
      userId: account.user_id,
      marksEmailVerified: request.mark_email_as_verified === true,
      ...(client_id === undefined ? {} : { clientId: client_id }),
      ...(organization_id === undefined ? {} : { organizationId: organization_id }),
      ...(result_url === undefined ? {} : { resultUrl: result_url }),
    },
    ttlSeconds,
  )
  return created({ ticket })
}

function findWithinReach(tenant: Tenant, { user_id, connection_id, email }: Request): Account {
  if (user_id !== undefined) {
    const user = tenant.state.users.get(user_id)
    if (user === undefined) throw inexistent('user')
    return user
  }
  if (connection_id === undefined || email === undefined) {
    throw invalidBody("'Missing required property: user_id, or connection_id and email'.")
  }
  const connection = tenant.state.connections.get(connection_id)
  if (connection === undefined) throw inexistent('connection')
  const found = findAccountByEmail(tenant, connection.name, email)
  if (found === undefined) throw inexistent('user')
  return found.account
}

/** API reference: `result_url` excludes `client_id`, and an organization needs a client. */
function assertTarget(tenant: Tenant, { client_id, organization_id, result_url }: Request): void {
  if (client_id !== undefined && result_url !== undefined) {
    throw new ManagementError(
      400,
      'invalid_body',
      'result_url cannot be specified together with client_id',
    )
  }
  if (organization_id !== undefined && client_id === undefined) {
    throw new ManagementError(400, 'invalid_body', 'organization_id requires client_id')
  }
  if (client_id !== undefined && !tenant.state.clients.has(client_id)) throw inexistent('client')
  if (organization_id !== undefined && !tenant.state.organizations.has(organization_id)) {
    throw inexistentOrganization()
  }
}
