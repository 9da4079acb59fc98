import { z } from 'zod'
import { freeId } from '../ids.ts'
import type { Tenant, TokenExchangeProfile } from '../store.ts'
import { parseBody } from './body.ts'
import { conflict, inexistent, notSupported } from './management-error.ts'
import { takenList } from './paging.ts'
import { timestamp } from './route.ts'
import { collectionRoutes, storedCollection } from './stored-collection.ts'

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

const profiles = storedCollection({
  what: 'token_exchange_profile',
  items: ({ state }) => state.tokenExchangeProfiles,
  paging: takenList,
  listKey: 'token_exchange_profiles',
  creation: CreateBody,
  make: makeProfile,
  changes: UpdateBody,
  change: changeProfile,
})

/**
 * @fact A token exchange profile says which Action answers for which `subject_token_type`. (Auth0
 * API reference, token exchange profiles; read 2026-11-22)
 */
export const tokenExchangeProfileRoutes = collectionRoutes(
  '/token-exchange-profiles',
  'token_exchange_profiles',
  {
    ...profiles,
    update: (request) => {
      // A body that says nothing valid is refused whether or not there is such a profile.
      parseBody(UpdateBody, request.body)
      return profiles.update(request)
    },
  },
)

function makeProfile(tenant: Tenant, settings: z.output<typeof CreateBody>): TokenExchangeProfile {
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
  return { id, ...settings, created_at: now, updated_at: now }
}

function changeProfile(
  tenant: Tenant,
  profile: TokenExchangeProfile,
  {
    subject_token_type = profile.subject_token_type,
    name: newName = profile.name,
  }: z.output<typeof UpdateBody>,
): TokenExchangeProfile {
  assertFree(tenant, subject_token_type, profile.id)
  return { ...profile, name: newName, subject_token_type, updated_at: timestamp(tenant) }
}

function assertFree(tenant: Tenant, subjectTokenType: string, except?: string): void {
  for (const profile of tenant.state.tokenExchangeProfiles.values()) {
    if (profile.id === except || profile.subject_token_type !== subjectTokenType) continue
    throw conflict('token_exchange_profile_conflict', 'The subject_token_type is already in use.')
  }
}
