import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { ClientGrant, JsonObject, Tenant } from '../store.ts'
import { parseBody, patched } from './body.ts'
import { conflict, inexistent, invalidQuery, ManagementError } from './management-error.ts'
import { checkpointList, readBoolean } from './paging.ts'
import { declaredScopes, findResourceServerByIdentifier } from './resource-server-routes.ts'
import { created, type ManagementRequest, noContent, ok, param, type Route } from './route.ts'

const path = '/client-grants/:id'

export const clientGrantRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/client-grants',
    scopes: ['read:client_grants'],
    answer: listClientGrants,
  },
  {
    method: 'POST',
    path: '/client-grants',
    scopes: ['create:client_grants'],
    answer: createClientGrant,
  },
  {
    method: 'GET',
    path,
    scopes: ['read:client_grants'],
    answer: (request) => ok(findClientGrant(request)),
  },
  { method: 'PATCH', path, scopes: ['update:client_grants'], answer: updateClientGrant },
  { method: 'DELETE', path, scopes: ['delete:client_grants'], answer: deleteClientGrant },
]

const usage = z.enum(['deny', 'allow', 'require'])
const subjectType = z.enum(['client', 'user'])
const CreateBody = z.strictObject({
  client_id: z.string(),
  audience: z.string().min(1),
  scope: z.array(z.string()).default([]),
  organization_usage: usage.optional(),
  allow_any_organization: z.boolean().optional(),
  subject_type: subjectType.default('client'),
  authorization_details_types: z.array(z.string()).optional(),
  allow_all_scopes: z.boolean().optional(),
})
const UpdateBody = z.strictObject({
  scope: z.array(z.string()).nullable().optional(),
  organization_usage: usage.nullable().optional(),
  allow_any_organization: z.boolean().nullable().optional(),
  authorization_details_types: z.array(z.string()).optional(),
  allow_all_scopes: z.boolean().nullable().optional(),
})

export function newClientGrant(
  tenant: Tenant,
  settings: JsonObject & { client_id: string; audience: string; scope: string[] },
): ClientGrant {
  const { clientGrants } = tenant.state
  const { client_id, audience, subject_type = 'client' } = settings
  const isForMachines = subject_type === 'client'
  const name = [client_id, audience, ...(isForMachines ? [] : [subject_type])].join(':')
  const id = freeId('client-grant', name, (taken) => clientGrants.has(taken))
  return { ...settings, subject_type, id }
}

function findClientGrant(request: ManagementRequest): ClientGrant {
  const grant = request.tenant.state.clientGrants.get(param(request, 'id'))
  if (grant === undefined) throw inexistent('client_grant')
  return grant
}

function listClientGrants({ tenant, query }: ManagementRequest) {
  const audience = query.get('audience')
  const clientId = query.get('client_id')
  const allowAny = readBoolean(query, 'allow_any_organization')
  const subject = query.get('subject_type')
  if (subject !== null && !subjectType.safeParse(subject).success) {
    throw invalidQuery(`'No enum match for: ${subject}' on property subject_type.`)
  }
  const grants = [...tenant.state.clientGrants.values()].filter(
    (grant) =>
      (audience === null || grant.audience === audience) &&
      (clientId === null || grant.client_id === clientId) &&
      (subject === null || grant.subject_type === subject) &&
      (allowAny === undefined || (grant.allow_any_organization === true) === allowAny),
  )
  return checkpointList('client_grants', grants, query)
}

function createClientGrant({ tenant, body }: ManagementRequest) {
  const settings = parseBody(CreateBody, body)
  if (!tenant.state.clients.has(settings.client_id)) throw inexistent('client')
  assertDeclared(tenant, settings.audience, settings.scope)
  // One for the client's own tokens, one for those of people (auth0-deploy-cli issue 1329).
  const key = ['client_id', 'audience', 'subject_type'] as const
  const isSame = (grant: ClientGrant) => key.every((part) => grant[part] === settings[part])
  if ([...tenant.state.clientGrants.values()].some(isSame)) {
    throw conflict(
      'client_grant_conflict',
      'A resource server with the same identifier is already granted to this client.',
    )
  }
  const grant = newClientGrant(tenant, settings as JsonObject & typeof settings)
  tenant.state.clientGrants.set(grant.id, grant)
  return created(grant)
}

function updateClientGrant(request: ManagementRequest) {
  const grant = findClientGrant(request)
  const changes = parseBody(UpdateBody, request.body)
  assertDeclared(request.tenant, grant.audience, changes.scope ?? [])
  const updated = patched(grant, {
    ...changes,
    ...(changes.scope === null ? { scope: [] } : {}),
  } as JsonObject)
  request.tenant.state.clientGrants.set(updated.id, updated)
  return ok(updated)
}

function deleteClientGrant(request: ManagementRequest) {
  request.tenant.state.clientGrants.delete(param(request, 'id'))
  return noContent
}

function assertDeclared(tenant: Tenant, audience: string, scope: readonly string[]): void {
  const server = findResourceServerByIdentifier(tenant, audience)
  if (server === undefined) throw inexistent('resource_server')
  const declared = declaredScopes(server)
  const undeclared = scope.filter((name) => !declared.has(name))
  // The Management API's own list is longer here than what is emulated: not a reason to refuse.
  if (undeclared.length === 0 || server.is_system === true) return
  throw new ManagementError(
    400,
    'invalid_scope',
    `Scopes not defined in the resource server: ${undeclared.join(', ')}`,
  )
}
