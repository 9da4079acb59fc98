import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { JsonObject, Organization, OrganizationConnection, Tenant } from '../store.ts'
import { jsonObject, parseBody, patched } from './body.ts'
import { LinkSettings, linkConnection } from './link-connection.ts'
import { conflict, inexistentOrganization } from './management-error.ts'
import { ORGANIZATION_NAME } from './name-patterns.ts'
import { checkpointList } from './paging.ts'
import { created, type ManagementRequest, noContent, ok, param, type Route } from './route.ts'

const path = '/organizations/:organization_id'

export const organizationRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/organizations',
    scopes: ['read:organizations', 'read:organizations_summary'],
    answer: ({ tenant, query }) =>
      checkpointList('organizations', [...tenant.state.organizations.values()], query),
  },
  {
    method: 'POST',
    path: '/organizations',
    scopes: ['create:organizations'],
    answer: createOrganization,
  },
  {
    method: 'GET',
    path: '/organizations/name/:name',
    scopes: ['read:organizations'],
    answer: showOrganizationByName,
  },
  {
    method: 'GET',
    path,
    scopes: ['read:organizations'],
    answer: (request) => ok(findOrganization(request)),
  },
  { method: 'PATCH', path, scopes: ['update:organizations'], answer: updateOrganization },
  { method: 'DELETE', path, scopes: ['delete:organizations'], answer: deleteOrganization },
]

const name = z.string().regex(ORGANIZATION_NAME, {
  message: 'Pattern does not match: ^[a-z0-9]([a-z0-9-_]*[a-z0-9])?$',
})
const changeable = {
  display_name: z.string().min(1).max(255),
  branding: jsonObject,
  metadata: z.record(z.string().max(255), z.string().max(255).nullable()),
  token_quota: jsonObject.nullable(),
  third_party_client_access: z.enum(['block', 'allow']),
  is_app_entitlement_active: z.boolean(),
}
const UpdateBody = z.strictObject({ ...changeable, name }).partial()
const CreateBody = z.strictObject({
  ...z.strictObject(changeable).partial().shape,
  name,
  enabled_connections: z
    .array(z.strictObject({ ...LinkSettings.shape, connection_id: z.string() }))
    .default([]),
})

/** @throws ManagementError 404 */
export function findOrganization(request: ManagementRequest): Organization {
  const organization = request.tenant.state.organizations.get(param(request, 'organization_id'))
  if (organization === undefined) throw inexistentOrganization()
  return organization
}

function findByName(tenant: Tenant, wanted: string): Organization | undefined {
  for (const organization of tenant.state.organizations.values()) {
    if (organization.name === wanted) return organization
  }
  return undefined
}

function showOrganizationByName(request: ManagementRequest) {
  const organization = findByName(request.tenant, param(request, 'name'))
  if (organization === undefined) throw inexistentOrganization()
  return ok(organization)
}

function createOrganization({ tenant, body }: ManagementRequest) {
  const { state } = tenant
  const { enabled_connections, ...settings } = parseBody(CreateBody, body)
  assertNameIsFree(tenant, settings.name)
  const id = freeId('organization', settings.name, (taken) => state.organizations.has(taken))
  const links: OrganizationConnection[] = []
  for (const { connection_id, ...link } of enabled_connections) {
    links.push(linkConnection(tenant, links, { organization_id: id, connection_id }, link))
  }
  const organization: Organization = {
    display_name: settings.name,
    third_party_client_access: 'block',
    is_app_entitlement_active: false,
    ...(settings as JsonObject & { name: string }),
    id,
  }
  state.organizations.set(organization.id, organization)
  state.organizationConnections.push(...links)
  return created(organization)
}

function updateOrganization(request: ManagementRequest) {
  const organization = findOrganization(request)
  const changes = parseBody(UpdateBody, request.body)
  if (changes.name !== undefined && changes.name !== organization.name) {
    assertNameIsFree(request.tenant, changes.name)
  }
  const updated = patched(organization, changes as JsonObject)
  request.tenant.state.organizations.set(updated.id, updated)
  return ok(updated)
}

function assertNameIsFree(tenant: Tenant, wanted: string): void {
  if (findByName(tenant, wanted) === undefined) return
  throw conflict('organization_conflict', 'An organization with this name already exists.')
}

function deleteOrganization(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findOrganization(request)
  const isOther = ({ organization_id }: { organization_id: string }) => organization_id !== id
  state.organizations.delete(id)
  state.memberships = state.memberships.filter(isOther)
  state.organizationConnections = state.organizationConnections.filter(isOther)
  state.organizationClientGrants = state.organizationClientGrants.filter(isOther)
  for (const invitation of [...state.invitations.values()]) {
    if (!isOther(invitation)) state.invitations.delete(invitation.id)
  }
  for (const domain of [...state.discoveryDomains.values()]) {
    if (!isOther(domain)) state.discoveryDomains.delete(domain.id)
  }
  return noContent
}
