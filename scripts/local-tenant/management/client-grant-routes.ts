import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { ClientGrant, JsonObject, Tenant } from '../store.ts'
import { patched } from './body.ts'
import { conflict, inexistent, invalidQuery, ManagementError } from './management-error.ts'
import { checkpointList, readBoolean } from './paging.ts'
import { declaredScopes, findResourceServerByIdentifier } from './resource-server-routes.ts'
import type { ManagementRequest } from './route.ts'
import { collectionRoutes, storedCollection } from './stored-collection.ts'

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

const clientGrants = storedCollection({
  what: 'client_grant',
  items: ({ state }) => state.clientGrants,
  paging: checkpointList,
  listKey: 'client_grants',
  filter: filterClientGrants,
  creation: CreateBody,
  make: makeClientGrant,
  changes: UpdateBody,
  change: changeClientGrant,
})

export const clientGrantRoutes = collectionRoutes('/client-grants', 'client_grants', clientGrants)

function filterClientGrants({ query }: ManagementRequest) {
  const audience = query.get('audience')
  const clientId = query.get('client_id')
  const allowAny = readBoolean(query, 'allow_any_organization')
  const subject = query.get('subject_type')
  if (subject !== null && !subjectType.safeParse(subject).success) {
    throw invalidQuery(`'No enum match for: ${subject}' on property subject_type.`)
  }
  return (grant: ClientGrant): boolean =>
    (audience === null || grant.audience === audience) &&
    (clientId === null || grant.client_id === clientId) &&
    (subject === null || grant.subject_type === subject) &&
    (allowAny === undefined || (grant.allow_any_organization === true) === allowAny)
}

function makeClientGrant(tenant: Tenant, settings: z.output<typeof CreateBody>): ClientGrant {
  if (!tenant.state.clients.has(settings.client_id)) throw inexistent('client')
  assertDeclared(tenant, settings.audience, settings.scope)
  // @fact A client has one grant on an API for its own tokens, and one for those of people.
  // (auth0-deploy-cli issue 1329; read 2026-11-28)
  const key = ['client_id', 'audience', 'subject_type'] as const
  const isSame = (grant: ClientGrant) => key.every((part) => grant[part] === settings[part])
  if ([...tenant.state.clientGrants.values()].some(isSame)) {
    throw conflict(
      'client_grant_conflict',
      'A resource server with the same identifier is already granted to this client.',
    )
  }
  return newClientGrant(tenant, settings as JsonObject & typeof settings)
}

function changeClientGrant(
  tenant: Tenant,
  grant: ClientGrant,
  changes: z.output<typeof UpdateBody>,
): ClientGrant {
  assertDeclared(tenant, grant.audience, changes.scope ?? [])
  return patched(grant, {
    ...changes,
    ...(changes.scope === null ? { scope: [] } : {}),
  } as JsonObject)
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
