import { z } from 'zod'
import { derivedId } from '../ids.ts'
import type { ClientGrant, DiscoveryDomain } from '../store.ts'
import { parseBody } from './body.ts'
import { conflict, inexistent } from './management-error.ts'
import { findOrganization } from './organization-routes.ts'
import { pagedList, takenList } from './paging.ts'
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

const grants = '/organizations/:organization_id/client-grants'
const domains = '/organizations/:organization_id/discovery-domains'

/** What hangs below an organization besides connections, members and invitations. */
export const organizationSubresourceRoutes: readonly Route[] = [
  get(grants, 'read:organization_client_grants', listGrants),
  post(grants, 'create:organization_client_grants', addGrant),
  del(`${grants}/:grant_id`, 'delete:organization_client_grants', removeGrant),
  get(domains, 'read:organization_discovery_domains', listDomains),
  post(
    domains,
    'create:organization_discovery_domains',
    addDomain,
    'kept and listed; nobody is routed by it, nothing is verified',
  ),
  get(`${domains}/:domain_id`, 'read:organization_discovery_domains', (request) =>
    ok(renderDomain(findDomain(request))),
  ),
  get(`${domains}/name/:domain`, 'read:organization_discovery_domains', showNamedDomain),
  patch(`${domains}/:domain_id`, 'update:organization_discovery_domains', updateDomain),
  del(`${domains}/:domain_id`, 'delete:organization_discovery_domains', removeDomain),
]

const GrantBody = z.strictObject({ grant_id: z.string() })
const DomainBody = z.strictObject({
  domain: z.hostname(),
  status: z.enum(['pending', 'verified']).default('pending'),
  use_for_organization_discovery: z.boolean().default(true),
})
const DomainChanges = z.strictObject({
  status: z.enum(['pending', 'verified']).optional(),
  use_for_organization_discovery: z.boolean().optional(),
})

function listGrants(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findOrganization(request)
  const listed = state.organizationClientGrants
    .filter(({ organization_id }) => organization_id === id)
    .flatMap(({ grant_id }) => state.clientGrants.get(grant_id) ?? [])
  return pagedList('client_grants', listed.map(renderGrant), request.query)
}

function addGrant(request: ManagementRequest) {
  const { state } = request.tenant
  const { id } = findOrganization(request)
  const { grant_id } = parseBody(GrantBody, request.body)
  const grant = state.clientGrants.get(grant_id)
  if (grant === undefined) throw inexistent('client_grant')
  if (!state.organizationClientGrants.some(isLink(id, grant_id))) {
    state.organizationClientGrants.push({ organization_id: id, grant_id })
  }
  return created(renderGrant(grant))
}

function removeGrant(request: ManagementRequest) {
  const { state } = request.tenant
  const isRemoved = isLink(findOrganization(request).id, param(request, 'grant_id'))
  state.organizationClientGrants = state.organizationClientGrants.filter((link) => !isRemoved(link))
  return noContent
}

const isLink =
  (organizationId: string, grantId: string) =>
  (link: { organization_id: string; grant_id: string }): boolean =>
    link.organization_id === organizationId && link.grant_id === grantId

const renderGrant = (grant: ClientGrant) => ({
  id: grant.id,
  client_id: grant.client_id,
  audience: grant.audience,
  scope: grant.scope,
  organization_usage: grant.organization_usage,
  allow_any_organization: grant.allow_any_organization ?? false,
})

function listDomains(request: ManagementRequest) {
  const { id } = findOrganization(request)
  const listed = [...request.tenant.state.discoveryDomains.values()]
    .filter(({ organization_id }) => organization_id === id)
    .map(renderDomain)
  return takenList('domains', listed, request.query)
}

function addDomain(request: ManagementRequest) {
  const { discoveryDomains } = request.tenant.state
  const { id: organization_id } = findOrganization(request)
  const body = parseBody(DomainBody, request.body)
  const id = derivedId('discovery-domain', `${organization_id}:${body.domain}`)
  if (discoveryDomains.has(id)) throw conflict('domain_conflict', 'The domain already exists.')
  const domain: DiscoveryDomain = { ...body, id, organization_id }
  discoveryDomains.set(id, domain)
  return created(renderDomain(domain))
}

function updateDomain(request: ManagementRequest) {
  const domain = findDomain(request)
  const changes = parseBody(DomainChanges, request.body)
  domain.status = changes.status ?? domain.status
  domain.use_for_organization_discovery =
    changes.use_for_organization_discovery ?? domain.use_for_organization_discovery
  return ok(renderDomain(domain))
}

function removeDomain(request: ManagementRequest) {
  request.tenant.state.discoveryDomains.delete(findDomain(request).id)
  return noContent
}

function findDomain(request: ManagementRequest): DiscoveryDomain {
  const { id } = findOrganization(request)
  const domain = request.tenant.state.discoveryDomains.get(param(request, 'domain_id'))
  if (domain?.organization_id !== id) throw inexistent('discovery_domain')
  return domain
}

function showNamedDomain(request: ManagementRequest) {
  const { id } = findOrganization(request)
  const asked = param(request, 'domain')
  const found = [...request.tenant.state.discoveryDomains.values()].find(
    ({ organization_id, domain }) => organization_id === id && domain === asked,
  )
  if (found === undefined) throw inexistent('discovery_domain')
  return ok(renderDomain(found))
}

/** What proves that the domain is theirs follows from its id: nobody looks it up. */
const renderDomain = ({ organization_id: _known, ...domain }: DiscoveryDomain) => ({
  ...domain,
  verification_txt: `auth0-domain-verification=${domain.id}`,
  verification_host: `_auth0-domain-verification.${domain.domain}`,
})
