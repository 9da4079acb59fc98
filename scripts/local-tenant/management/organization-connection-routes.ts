import { z } from 'zod'
import type { OrganizationConnection, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { changeLink, LinkSettings, linkConnection } from './link-connection.ts'
import { ManagementError } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { pagedList } from './paging.ts'
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

const READ = ['read:organization_connections'] as const
const CREATE = ['create:organization_connections'] as const
const UPDATE = ['update:organization_connections'] as const
const DELETE = ['delete:organization_connections'] as const

// Two generations of one resource: the Deploy CLI 8.44 and SDK 7 use `/connections`, older
// callers `/enabled_connections`, which knows neither `is_enabled` nor names and access levels.
const routesBelow = (path: `/${string}`, isNew: boolean): readonly Route[] => [
  get(path, READ, (request) => listOrganizationConnections(request, isNew)),
  post(path, CREATE, (request) => addOrganizationConnection(request, isNew)),
  get(`${path}/:connection_id`, READ, (request) =>
    ok(render(request.tenant, findLink(request), isNew)),
  ),
  patch(`${path}/:connection_id`, UPDATE, (request) =>
    updateOrganizationConnection(request, isNew),
  ),
  del(`${path}/:connection_id`, DELETE, removeOrganizationConnection),
]

export const organizationConnectionRoutes: readonly Route[] = [
  ...routesBelow('/organizations/:organization_id/connections', true),
  ...routesBelow('/organizations/:organization_id/enabled_connections', false),
]

const NewChanges = z.strictObject({
  ...LinkSettings.shape,
  is_enabled: z.boolean().nullable().optional(),
  organization_connection_name: z.string().nullable().optional(),
  organization_access_level: z.enum(['none', 'readonly', 'limited', 'full']).nullable().optional(),
})
const connection_id = z.string()
const OldLink = z.strictObject({ ...LinkSettings.shape, connection_id })
const NewLink = z.strictObject({ ...NewChanges.shape, connection_id })

function listOrganizationConnections(request: ManagementRequest, isNew: boolean) {
  const { tenant, query } = request
  const { id } = findOrganization(request)
  const links = tenant.state.organizationConnections
    .filter((link) => link.organization_id === id)
    .map((link) => render(tenant, link, isNew))
  return pagedList(isNew ? 'connections' : 'enabled_connections', links, query)
}

function addOrganizationConnection(request: ManagementRequest, isNew: boolean) {
  const { tenant } = request
  const { id } = findOrganization(request)
  const { connection_id, ...changes } = parseBody(isNew ? NewLink : OldLink, request.body)
  const links = tenant.state.organizationConnections.filter((link) => link.organization_id === id)
  const link = linkConnection(tenant, links, { organization_id: id, connection_id }, changes)
  tenant.state.organizationConnections.push(link)
  return created(render(tenant, link, isNew))
}

function updateOrganizationConnection(request: ManagementRequest, isNew: boolean) {
  const { state } = request.tenant
  const link = findLink(request)
  const changes = parseBody(isNew ? NewChanges : LinkSettings, request.body)
  const updated = changeLink(request.tenant, link, changes)
  state.organizationConnections = state.organizationConnections.map((other) =>
    other === link ? updated : other,
  )
  return ok(render(request.tenant, updated, isNew))
}

function removeOrganizationConnection(request: ManagementRequest) {
  const { state } = request.tenant
  const link = findLink(request)
  state.organizationConnections = state.organizationConnections.filter((other) => other !== link)
  return noContent
}

function findLink(request: ManagementRequest): OrganizationConnection {
  const { id } = findOrganization(request)
  const connectionId = param(request, 'connection_id')
  const link = request.tenant.state.organizationConnections.find(
    (candidate) => candidate.organization_id === id && candidate.connection_id === connectionId,
  )
  if (link !== undefined) return link
  throw new ManagementError(
    404,
    'inexistent_connection',
    'The connection is not enabled for the organization.',
  )
}

function render(tenant: Tenant, link: OrganizationConnection, isNew: boolean) {
  const {
    organization_id: _known,
    is_enabled = true,
    organization_connection_name,
    organization_access_level,
    ...common
  } = link
  const { name, strategy } = tenant.state.connections.get(link.connection_id) ?? {}
  const rendered = { ...common, connection: { name, strategy } }
  if (!isNew) return rendered
  return { ...rendered, is_enabled, organization_connection_name, organization_access_level }
}
