import { z } from 'zod'
import { publishEvent } from '../events/publish-event.ts'
import { freeId } from '../ids.ts'
import type { JsonObject, Organization, OrganizationConnection, Tenant } from '../store.ts'
import { jsonObject, patched } from './body.ts'
import { LinkSettings, linkConnection } from './link-connection.ts'
import { conflict, inexistentOrganization } from './management-error.ts'
import { ORGANIZATION_NAME } from './name-patterns.ts'
import { checkpointList } from './paging.ts'
import { del, get, type ManagementRequest, ok, param, patch, post, type Route } from './route.ts'
import { storedCollection } from './stored-collection.ts'

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

const organizations = storedCollection({
  what: 'organization',
  absent: inexistentOrganization,
  items: ({ state }) => state.organizations,
  idParam: 'organization_id',
  paging: checkpointList,
  listKey: 'organizations',
  creation: CreateBody,
  make: makeOrganization,
  changes: UpdateBody,
  change: changeOrganization,
  removesOnce: true,
  beforeRemoval: removeWhatBelongs,
})

export const findOrganization = organizations.find

const READ = ['read:organizations', 'read:organizations_summary'] as const
const path = '/organizations/:organization_id'

export const organizationRoutes: readonly Route[] = [
  get('/organizations', READ, organizations.list),
  post('/organizations', 'create:organizations', organizations.create),
  get('/organizations/name/:name', 'read:organizations', showOrganizationByName),
  get(path, 'read:organizations', organizations.show),
  patch(path, 'update:organizations', organizations.update),
  del(path, 'delete:organizations', organizations.remove),
]

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

function makeOrganization(
  tenant: Tenant,
  { enabled_connections, ...settings }: z.output<typeof CreateBody>,
): Organization {
  const { state } = tenant
  assertNameIsFree(tenant, settings.name)
  const id = freeId('organization', settings.name, (taken) => state.organizations.has(taken))
  const links: OrganizationConnection[] = []
  for (const { connection_id, ...link } of enabled_connections) {
    links.push(linkConnection(tenant, links, { organization_id: id, connection_id }, link))
  }
  // Only once none of them was refused.
  state.organizationConnections.push(...links)
  const organization = {
    display_name: settings.name,
    third_party_client_access: 'block',
    is_app_entitlement_active: false,
    ...(settings as JsonObject & { name: string }),
    id,
  }
  publishEvent(tenant, 'organization.created', () => organization)
  return organization
}

function changeOrganization(
  tenant: Tenant,
  organization: Organization,
  changes: z.output<typeof UpdateBody>,
): Organization {
  if (changes.name !== undefined && changes.name !== organization.name) {
    assertNameIsFree(tenant, changes.name)
  }
  const changed = patched(organization, changes as JsonObject)
  publishEvent(tenant, 'organization.updated', () => changed)
  return changed
}

function assertNameIsFree(tenant: Tenant, wanted: string): void {
  if (findByName(tenant, wanted) === undefined) return
  throw conflict('organization_conflict', 'An organization with this name already exists.')
}

function removeWhatBelongs(tenant: Tenant, organization: Organization): void {
  const { state } = tenant
  const { id } = organization
  const isOther = ({ organization_id }: { organization_id: string }) => organization_id !== id
  state.memberships = state.memberships.filter(isOther)
  state.organizationConnections = state.organizationConnections.filter(isOther)
  state.organizationClientGrants = state.organizationClientGrants.filter(isOther)
  for (const invitation of [...state.invitations.values()]) {
    if (!isOther(invitation)) state.invitations.delete(invitation.id)
  }
  for (const domain of [...state.discoveryDomains.values()]) {
    if (!isOther(domain)) state.discoveryDomains.delete(domain.id)
  }
  publishEvent(tenant, 'organization.deleted', () => organization)
}
