import type { JsonObject, Tenant } from '../store.ts'
import { publishEvent } from './publish-event.ts'

type Member = { readonly organization_id: string; readonly user_id: string }

export const publishMember = (tenant: Tenant, change: 'added' | 'deleted', member: Member): void =>
  publishEvent(tenant, `organization.member.${change}`, () => renderMember(tenant, member))

/** One event for each role. */
export function publishMemberRoles(
  tenant: Tenant,
  change: 'assigned' | 'deleted',
  member: Member,
  roleIds: readonly string[],
): void {
  for (const id of roleIds) {
    publishEvent(tenant, `organization.member.role.${change}`, () => ({
      ...renderMember(tenant, member),
      role: { id, name: tenant.state.roles.get(id)?.name ?? '' },
    }))
  }
}

function renderMember({ state }: Tenant, { organization_id: id, user_id }: Member): JsonObject {
  const name = state.organizations.get(id)?.name
  return { organization: { ...(name === undefined ? {} : { name }), id }, user: { user_id } }
}
