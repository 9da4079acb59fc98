import type { Tenant } from '../store.ts'
import type { TriggerEvent } from './trigger-outcome.ts'

export type EffectiveRole = { id: string; name: string; type: string }

/**
 * What `api.roles` answers from: the roles of the event's user as a member of the event's
 * organization. Simplified: the tenant knows no roles outside organizations and no groups, and the
 * values of `type` are not documented (Auth0 types, read 2026-11-22).
 */
export function effectiveRoles({ state }: Tenant, event: TriggerEvent): EffectiveRole[] {
  const userId = idIn(event.user, 'user_id')
  const organizationId = idIn(event.organization, 'id')
  const membership = state.memberships.find(
    (one) => one.organization_id === organizationId && one.user_id === userId,
  )
  return (membership?.roles ?? []).flatMap((roleId) => {
    const role = state.roles.get(roleId)
    return role === undefined ? [] : [{ id: role.id, name: role.name, type: 'organization' }]
  })
}

function idIn(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined
}
