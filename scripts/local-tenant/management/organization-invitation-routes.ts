import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { derivedId } from '../ids.ts'
import { sendMail } from '../outbox.ts'
import type { Invitation, Organization, Tenant } from '../store.ts'
import { emailAddress, jsonObject, parseBody } from './body.ts'
import { inexistent, ManagementError, notSupported } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { selectFields, uncountedList } from './paging.ts'
import {
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  post,
  type Route,
} from './route.ts'
import { readSetting } from './settings.ts'

const path = '/organizations/:organization_id/invitations'

export const organizationInvitationRoutes: readonly Route[] = [
  get(path, 'read:organization_invitations', listInvitations),
  post(
    path,
    'create:organization_invitations',
    createInvitation,
    'the e-mail goes to the outbox of the control port, in plain words',
  ),
  get(`${path}/:invitation_id`, 'read:organization_invitations', showInvitation),
  del(`${path}/:invitation_id`, 'delete:organization_invitations', deleteInvitation),
]

export const DEFAULT_TTL_SEC = 604_800
export const MAX_TTL_SEC = 2_592_000
const PASSWORDLESS = ['email', 'sms']

const CreateBody = z.strictObject({
  inviter: z.strictObject({ name: z.string().min(1).max(300) }),
  invitee: z.strictObject({ email: emailAddress("The invitee's email.") }),
  client_id: z.string(),
  connection_id: z.string().optional(),
  app_metadata: jsonObject.default({}),
  user_metadata: jsonObject.default({}),
  ttl_sec: z.int().min(0).max(MAX_TTL_SEC).default(DEFAULT_TTL_SEC),
  roles: z.array(z.string()).default([]),
  send_invitation_email: z.boolean().default(true),
})

// No filter by e-mail or ticket: Auth0's listing takes page, fields and sort only.
function listInvitations(request: ManagementRequest) {
  const { tenant, query } = request
  const { id } = findOrganization(request)
  const invitations = [...tenant.state.invitations.values()]
    .filter(({ organization_id }) => organization_id === id)
    .map((invitation) => render(tenant, invitation))
  if (query.get('sort') === 'created_at:-1') invitations.reverse()
  return uncountedList('invitations', invitations, query)
}

function showInvitation(request: ManagementRequest) {
  return ok(selectFields(render(request.tenant, findInvitation(request)), request.query))
}

function createInvitation(request: ManagementRequest) {
  const { tenant } = request
  const organization = findOrganization(request)
  const body = parseBody(CreateBody, request.body)
  assertAcceptable(tenant, organization, body)
  tenant.state.sequence += 1
  const createdAtMs = tenant.clock.now()
  const lifetimeMs = (body.ttl_sec || DEFAULT_TTL_SEC) * 1000
  const invitation: Invitation = {
    id: derivedId('invitation', `${organization.id}:${tenant.state.sequence}`),
    organization_id: organization.id,
    ticket_id: randomBytes(24).toString('base64url'),
    inviter: body.inviter,
    invitee: body.invitee,
    client_id: body.client_id,
    ...(body.connection_id === undefined ? {} : { connection_id: body.connection_id }),
    roles: body.roles,
    app_metadata: body.app_metadata,
    user_metadata: body.user_metadata,
    created_at: new Date(createdAtMs).toISOString(),
    expires_at: new Date(createdAtMs + lifetimeMs).toISOString(),
  }
  tenant.state.invitations.set(invitation.id, invitation)
  if (body.send_invitation_email) mailInvitation(tenant, organization, invitation)
  return ok(render(tenant, invitation))
}

function mailInvitation(tenant: Tenant, organization: Organization, invitation: Invitation): void {
  const { inviter, invitee, client_id, organization_id } = invitation
  const url = invitationUrl(tenant, invitation) ?? ''
  const name = organization.display_name || organization.name
  sendMail(tenant, {
    to: invitee.email,
    kind: 'invitation',
    subject: `${inviter.name} invites you to ${name}`,
    text: `${inviter.name} invites you to join ${name}. Accept the invitation: ${url}`,
    url,
    client_id,
    organization_id,
  })
}

function assertAcceptable(
  tenant: Tenant,
  organization: Organization,
  body: z.output<typeof CreateBody>,
): void {
  const { state } = tenant
  if (!state.clients.has(body.client_id)) throw inexistent('client')
  for (const id of body.roles) if (!state.roles.has(id)) throw inexistent('role')
  if (readLoginRoute(tenant, body.client_id) === undefined) {
    throw notSupported('A default login route is required to generate the invitation url.')
  }
  if (body.connection_id === undefined) return
  const connection = state.connections.get(body.connection_id)
  if (connection === undefined) throw inexistent('connection')
  if (PASSWORDLESS.includes(connection.strategy)) {
    throw notSupported('Passwordless connections are not supported.')
  }
  const isEnabled = state.organizationConnections.some(
    ({ organization_id, connection_id }) =>
      organization_id === organization.id && connection_id === connection.id,
  )
  if (!isEnabled) throw notSupported('The connection is not enabled for the organization.')
}

function deleteInvitation(request: ManagementRequest) {
  request.tenant.state.invitations.delete(findInvitation(request).id)
  return noContent
}

function findInvitation(request: ManagementRequest): Invitation {
  const { id } = findOrganization(request)
  const invitation = request.tenant.state.invitations.get(param(request, 'invitation_id'))
  if (invitation?.organization_id === id) return invitation
  throw new ManagementError(404, 'inexistent_invitation', 'The invitation does not exist.')
}

function render(tenant: Tenant, invitation: Invitation) {
  return { ...invitation, invitation_url: invitationUrl(tenant, invitation) }
}

// @fact The application forwards these parameters to `/authorize`. (Auth0 docs, send membership
// invitations; read 2026-11-22)
function invitationUrl(tenant: Tenant, invitation: Invitation): string | undefined {
  const loginRoute = readLoginRoute(tenant, invitation.client_id)
  if (loginRoute === undefined) return undefined
  const url = new URL(loginRoute)
  url.searchParams.set('invitation', invitation.ticket_id)
  url.searchParams.set('organization', invitation.organization_id)
  const name = tenant.state.organizations.get(invitation.organization_id)?.name ?? ''
  url.searchParams.set('organization_name', name)
  return url.href
}

function readLoginRoute(tenant: Tenant, clientId: string): string | undefined {
  const own = tenant.state.clients.get(clientId)?.initiate_login_uri
  const candidates = [own, readSetting(tenant, 'tenant-settings').default_redirection_uri]
  return candidates.filter((uri) => typeof uri === 'string').find((uri) => URL.canParse(uri))
}
