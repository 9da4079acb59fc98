import { randomBytes } from 'node:crypto'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent } from './management-error.ts'
import { accepted, created, type ManagementRequest, param, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { keptItems, placeOf } from './stored/kept-items.ts'

const profile = '/self-service-profiles/:id'
const tickets = `${profile}/sso-ticket` as const
const UNANSWERED = 'stored: a ticket is given and taken back; no page answers at its link'

/** An invitation to a customer to set up its own connection. */
export const ssoTicketRoutes: readonly Route[] = [
  post(tickets, 'create:sso_access_tickets', giveTicket, UNANSWERED),
  post(`${tickets}/:ticket_id/revoke`, 'delete:sso_access_tickets', takeTicket, UNANSWERED),
]

/** @throws ManagementError 404 */
function ticketsOf(request: ManagementRequest) {
  const id = param(request, 'id')
  if (!keptItems(request.tenant, '/self-service-profiles').has(id)) {
    throw inexistent('self_service_profile')
  }
  return keptItems(request.tenant, placeOf(tickets, { id }))
}

function giveTicket(request: ManagementRequest) {
  const kept = ticketsOf(request)
  const sent = parseBody(sdkBody(`POST /self-service-profiles/{}/sso-ticket`), request.body)
  const { connection_id, enabled_organizations = [] } = sent as JsonObject & {
    connection_id?: string
    enabled_organizations?: readonly { organization_id: string }[]
  }
  const { connections, organizations } = request.tenant.state
  if (connection_id !== undefined && !connections.has(connection_id)) throw inexistent('connection')
  for (const { organization_id } of enabled_organizations) {
    if (!organizations.has(organization_id)) throw inexistent('organization')
  }
  const id = randomBytes(24).toString('base64url')
  kept.set(id, { id })
  return created({ ticket: `${request.tenant.issuer}self-service/connections-flow?ticket=${id}` })
}

/** The ticket is named by what stands in its link after `ticket=`. */
function takeTicket(request: ManagementRequest) {
  const id = param(request, 'ticket_id')
  if (!ticketsOf(request).delete(id)) throw inexistent('sso_ticket')
  return accepted
}
