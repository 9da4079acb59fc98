import type { Tenant, User } from '../store.ts'
import { findConnectionByName } from '../users.ts'
import { createVerificationTicket, TICKET_SECONDS } from '../verification-ticket.ts'
import { parseBody } from './body.ts'
import { inexistent, inexistentOrganization, ManagementError } from './management-error.ts'
import { created, type ManagementRequest, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'

/** A link that verifies an address, for whoever sends it. */
export const verificationTicketRoutes: readonly Route[] = [
  post(
    '/tickets/email-verification',
    'create:user_tickets',
    createTicket,
    'of linked identities none is verified; `result_url` and the login page of a client are not gone to',
  ),
]

/** Of whom a ticket or a mail is to be, and for which application. */
export type VerificationOrder = {
  readonly user_id: string
  readonly client_id?: string
  readonly organization_id?: string
  readonly identity?: { readonly user_id: string; readonly provider: string }
  readonly ttl_sec?: number
}

function createTicket({ tenant, body }: ManagementRequest) {
  const order = parseBody(sdkBody('POST /tickets/email-verification'), body) as VerificationOrder
  const user = findVerifiable(tenant, order)
  // Auth0: zero means the default.
  const seconds = order.ttl_sec || TICKET_SECONDS
  return created({ ticket: createVerificationTicket(tenant, user, seconds) })
}

/** @throws ManagementError where there is no such person, identity, client or organization, or no address */
export function findVerifiable(
  tenant: Tenant,
  order: VerificationOrder,
): User & { readonly email: string } {
  const user = tenant.state.users.get(order.user_id)
  if (user === undefined) throw inexistent('user')
  const { identity, client_id, organization_id } = order
  const own = identity === undefined ? user.user_id : `${identity.provider}|${identity.user_id}`
  if (own !== user.user_id) throw inexistent('identity')
  if (client_id !== undefined && !tenant.state.clients.has(client_id)) throw inexistent('client')
  if (organization_id !== undefined && !tenant.state.organizations.has(organization_id)) {
    throw inexistentOrganization()
  }
  const { email } = user
  const connection = findConnectionByName(tenant, user.connection)
  if (email !== undefined && connection?.strategy === 'auth0') return { ...user, email }
  throw new ManagementError(
    400,
    'operation_not_supported',
    'The user has no address of a database connection that could be verified.',
  )
}
