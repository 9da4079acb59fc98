import { heldDirectly, heldRoles } from '../held-roles.ts'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { inexistent, ManagementError } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { checkpointList, takenList } from './paging.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  patch,
  post,
  type Route,
} from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'

const base = '/organizations/:organization_id'
const clients = `${base}/clients` as const
const client = `${clients}/:client_id` as const
const NO_GROUPS = 'nobody is in a group, so what comes of groups is empty'
const KEPT =
  'stored: kept and shown; every application may be used in every organization all the same'

/** Who may do what in an organization: members by role, and applications. */
export const organizationAccessRoutes: readonly Route[] = [
  get(`${base}/roles/:role_id/members`, 'read:organization_member_roles', listRoleMembers),
  get(
    `${base}/members/:user_id/effective-roles`,
    'read:organization_member_effective_roles',
    listEffectiveRoles,
    NO_GROUPS,
  ),
  get(
    `${base}/members/:user_id/effective-roles/sources/groups`,
    'read:organization_member_effective_roles',
    (request) => {
      findMember(request)
      return takenList('groups', [], request.query)
    },
    NO_GROUPS,
  ),
  get(
    `${base}/groups`,
    'read:organization_groups',
    (request) => {
      findOrganization(request)
      return takenList('groups', [], request.query)
    },
    NO_GROUPS,
  ),
  get(clients, 'read:organization_clients', listClients, KEPT),
  post(clients, 'create:organization_clients', addClients, KEPT),
  del(clients, 'delete:organization_clients', removeClients, KEPT),
  get(
    client,
    'read:organization_clients',
    (request) => ok(shown(request, findLink(request))),
    KEPT,
  ),
  patch(client, 'update:organization_clients', changeClient, KEPT),
  get(
    '/client-grants/:id/organizations',
    'read:organization_client_grants',
    listGrantOrganizations,
  ),
]

function listRoleMembers(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findOrganization(request)
  const roleId = param(request, 'role_id')
  if (!state.roles.has(roleId)) throw inexistent('role')
  const members = state.memberships
    .filter(({ organization_id, roles }) => organization_id === id && roles.includes(roleId))
    .flatMap(({ user_id }) => state.users.get(user_id) ?? [])
    .map(({ user_id, email, name, picture }) => ({ user_id, email, name, picture }))
  return takenList('members', members, request.query)
}

function findMember(request: ManagementRequest) {
  const { id } = findOrganization(request)
  const userId = param(request, 'user_id')
  const membership = request.tenant.state.memberships.find(
    ({ organization_id, user_id }) => organization_id === id && user_id === userId,
  )
  if (membership !== undefined) return membership
  throw new ManagementError(404, 'inexistent_member', 'No member found by that id.')
}

function listEffectiveRoles(request: ManagementRequest) {
  const { user_id, organization_id } = findMember(request)
  const roles = heldRoles(request.tenant.state, user_id, organization_id)
  return takenList('roles', roles.map(heldDirectly), request.query)
}

const linksOf = (request: ManagementRequest) =>
  keptItems(request.tenant, `/organizations/${findOrganization(request).id}/clients`)

function findLink(request: ManagementRequest): Kept {
  const link = linksOf(request).get(param(request, 'client_id'))
  if (link === undefined || !request.tenant.state.clients.has(link.id)) {
    throw inexistent('organization_client')
  }
  return link
}

function shown({ tenant }: ManagementRequest, { id, use_for_member_access = false }: Kept) {
  const found: JsonObject = tenant.state.clients.get(id) ?? {}
  const { name, app_type, is_first_party = true, grant_types = [] } = found
  return {
    client_id: id,
    use_for_member_access,
    client: { name, app_type, is_first_party, grant_types },
  }
}

function listClients(request: ManagementRequest) {
  const { clients: known } = request.tenant.state
  const links = [...linksOf(request).values()]
    .filter(({ id }) => known.has(id))
    .map((link) => shown(request, link))
  return takenList('clients', links, request.query)
}

function addClients(request: ManagementRequest) {
  const sent = parseBody(sdkBody('POST /organizations/{}/clients'), request.body)
  const { clients: added } = sent as { clients: (JsonObject & { client_id: string })[] }
  const links = linksOf(request)
  for (const { client_id } of added) {
    if (!request.tenant.state.clients.has(client_id)) throw inexistent('client')
  }
  const made = added.map(({ client_id: id, ...rest }): Kept => ({ id, ...rest }))
  for (const link of made) links.set(link.id, link)
  return created(made.map((link) => shown(request, link)))
}

function removeClients(request: ManagementRequest) {
  const sent = parseBody(sdkBody('DELETE /organizations/{}/clients'), request.body)
  const links = linksOf(request)
  for (const id of (sent as { clients: string[] }).clients) links.delete(id)
  return noContent
}

function changeClient(request: ManagementRequest) {
  const changes = parseBody(sdkBody('PATCH /organizations/{}/clients/{}'), request.body)
  const changed: Kept = { ...findLink(request), ...(changes as JsonObject) }
  linksOf(request).set(changed.id, changed)
  return ok(shown(request, changed))
}

function listGrantOrganizations({ tenant, query, params: { id = '' } }: ManagementRequest) {
  const { state } = tenant
  if (!state.clientGrants.has(id)) throw inexistent('client_grant')
  const organizations = state.organizationClientGrants
    .filter(({ grant_id }) => grant_id === id)
    .flatMap(({ organization_id }) => state.organizations.get(organization_id) ?? [])
  return checkpointList('organizations', organizations, query)
}
