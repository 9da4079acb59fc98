import { heldRoles } from '../held-roles.ts'
import type { Tenant } from '../store.ts'
import type { TriggerEvent } from './trigger-outcome.ts'

export type EffectiveRole = { id: string; name: string; type: string }

/**
 * What `api.roles` answers from: the roles that count in the event's login. Simplified: there are
 * no groups.
 * @fact An effective role has these members; the values of `type` are not documented. (Auth0, types
 * in auth0/auth0-actions; read 2026-11-22)
 */
export function effectiveRoles({ state }: Tenant, event: TriggerEvent): EffectiveRole[] {
  const organizationId = idIn(event.organization, 'id')
  const type = organizationId === undefined ? 'tenant' : 'organization'
  const roles = heldRoles(state, idIn(event.user, 'user_id') ?? '', organizationId)
  return roles.map(({ id, name }) => ({ id, name, type }))
}

function idIn(value: unknown, field: string): string | undefined {
  const id =
    typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)[field]
      : undefined
  return typeof id === 'string' ? id : undefined
}
