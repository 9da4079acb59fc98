import type { JsonObject, Role, Tenant, TenantState } from './store.ts'

/**
 * @fact In an organization the roles of the member there count, and only those; without one the
 * person's own, and only those. (Auth0 community 99135; read 2026-11-27)
 */
export function heldRoles(
  state: TenantState,
  userId: string,
  organizationId: string | undefined,
): Role[] {
  return roleIds(state, userId, organizationId).flatMap((id) => state.roles.get(id) ?? [])
}

function roleIds(
  state: TenantState,
  userId: string,
  organizationId: string | undefined,
): readonly string[] {
  if (organizationId === undefined) return state.users.get(userId)?.role_ids ?? []
  const membership = state.memberships.find(
    (one) => one.organization_id === organizationId && one.user_id === userId,
  )
  return membership?.roles ?? []
}

/**
 * Names of the permissions on one API, each once, in order of name.
 * @fact Permissions that a person has without a role count where the person's own roles do. (Auth0
 * community 134310; read 2026-11-28)
 */
export function heldPermissions(
  { state }: Tenant,
  userId: string,
  organizationId: string | undefined,
  audience: string,
): string[] {
  const own =
    organizationId === undefined ? (state.users.get(userId)?.direct_permissions ?? []) : []
  const ofRoles = heldRoles(state, userId, organizationId).flatMap((role) => role.permissions)
  const names = [...own, ...ofRoles].filter(isOn(audience)).map((one) => one.permission_name)
  return [...new Set(names.filter((name) => typeof name === 'string'))].sort()
}

const isOn =
  (audience: string) =>
  (permission: JsonObject): boolean =>
    permission.resource_server_identifier === audience

/** A role that somebody has of their own: nobody is in a group from which one could come. */
export const heldDirectly = ({ id, name, description }: Role) => ({
  id,
  name,
  description,
  sources: ['direct'],
})
