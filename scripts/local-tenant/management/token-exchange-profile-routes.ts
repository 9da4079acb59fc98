import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { Tenant, TokenExchangeProfile } from '../store.ts'
import { parseBody } from './body.ts'
import { conflict, inexistent, notSupported } from './management-error.ts'
import { takenList } from './paging.ts'
import {
  created,
  type ManagementRequest,
  noContent,
  ok,
  param,
  type Route,
  timestamp,
} from './route.ts'

const list = '/token-exchange-profiles'
const one = '/token-exchange-profiles/:id'

/** Which Action answers for which `subject_token_type` (Auth0 API reference, read 2026-11-22). */
export const tokenExchangeProfileRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: list,
    scopes: ['read:token_exchange_profiles'],
    answer: ({ tenant, query }) =>
      takenList('token_exchange_profiles', [...tenant.state.tokenExchangeProfiles.values()], query),
  },
  {
    method: 'POST',
    path: list,
    scopes: ['create:token_exchange_profiles'],
    answer: createProfile,
  },
  {
    method: 'GET',
    path: one,
    scopes: ['read:token_exchange_profiles'],
    answer: (request) => ok(findProfile(request)),
  },
  {
    method: 'PATCH',
    path: one,
    scopes: ['update:token_exchange_profiles'],
    answer: updateProfile,
  },
  {
    method: 'DELETE',
    path: one,
    scopes: ['delete:token_exchange_profiles'],
    answer: deleteProfile,
  },
]

const RESERVED = /^(?:https?:\/\/(?:auth0|okta)\.com|urn:(?:ietf|auth0|okta))(?=[:/]|$)/
const name = z.string().min(3).max(50)
const subjectTokenType = z
  .string()
  .min(8)
  .max(100)
  .refine((text) => URL.canParse(text) && !RESERVED.test(text), {
    message: 'Expected a URI outside the reserved namespaces',
  })
const CreateBody = z.strictObject({
  name,
  subject_token_type: subjectTokenType,
  action_id: z.string(),
  type: z.literal('custom_authentication'),
})
const UpdateBody = z.strictObject({
  name: name.optional(),
  subject_token_type: subjectTokenType.optional(),
})

function findProfile(request: ManagementRequest): TokenExchangeProfile {
  const profile = request.tenant.state.tokenExchangeProfiles.get(param(request, 'id'))
  if (profile === undefined) throw inexistent('token_exchange_profile')
  return profile
}

function createProfile({ tenant, body }: ManagementRequest) {
  const settings = parseBody(CreateBody, body)
  const { tokenExchangeProfiles, actions } = tenant.state
  const action = actions.get(settings.action_id)
  if (action === undefined) throw inexistent('action')
  if (!action.supported_triggers.some(({ id }) => id === 'custom-token-exchange')) {
    throw notSupported('The Action is not of the custom-token-exchange trigger.')
  }
  assertFree(tenant, settings.subject_token_type)
  const id = freeId('token-exchange-profile', settings.name, (taken) =>
    tokenExchangeProfiles.has(taken),
  )
  const now = timestamp(tenant)
  const profile = { id, ...settings, created_at: now, updated_at: now }
  tokenExchangeProfiles.set(id, profile)
  return created(profile)
}

function updateProfile(request: ManagementRequest) {
  const { tenant } = request
  const changes = parseBody(UpdateBody, request.body)
  const profile = findProfile(request)
  const { subject_token_type = profile.subject_token_type, name: newName = profile.name } = changes
  assertFree(tenant, subject_token_type, profile.id)
  const updated = { ...profile, name: newName, subject_token_type, updated_at: timestamp(tenant) }
  tenant.state.tokenExchangeProfiles.set(profile.id, updated)
  return ok(updated)
}

function deleteProfile(request: ManagementRequest) {
  request.tenant.state.tokenExchangeProfiles.delete(param(request, 'id'))
  return noContent
}

function assertFree(tenant: Tenant, subjectTokenType: string, except?: string): void {
  for (const profile of tenant.state.tokenExchangeProfiles.values()) {
    if (profile.id === except || profile.subject_token_type !== subjectTokenType) continue
    throw conflict('token_exchange_profile_conflict', 'The subject_token_type is already in use.')
  }
}
