import { publishMember } from '../../events/publish-member.ts'
import { findMembership } from '../../find-membership.ts'
import type { Client, Organization, Tenant, User } from '../../store.ts'
import { assertMayJoin } from './assert-member.ts'
import { availableConnections } from './available-connections.ts'

/** Is the connection a person came through one that this client, or this organization, enables? */
export function isConnectionEnabled(
  tenant: Tenant,
  client: Client,
  organization: Organization | undefined,
  connectionName: string,
): boolean {
  return availableConnections(tenant, client.client_id, organization).some(
    ({ connection }) => connection.name === connectionName,
  )
}

/**
 * Auth0's own membership check, before any Action: a member, or made one by the connection.
 * @fact A membership that Auth0 writes at a login stays written if an Action then refuses the
 * login. (Auth0 docs, provisioning of organizations; Auth0 community 200110 and 167842; read
 * 2026-11-22)
 * @returns whether a membership was written
 */
export function admitMember(
  tenant: Tenant,
  client: Client,
  organization: Organization,
  user: User,
  connectionName: string,
): boolean {
  if (findMembership(tenant, organization.id, user.user_id) !== undefined) return false
  const entry = availableConnections(tenant, client.client_id, organization).find(
    ({ connection }) => connection.name === connectionName,
  )
  assertMayJoin(entry?.autoMembership === true, organization, user.user_id)
  const member = { organization_id: organization.id, user_id: user.user_id, roles: [] }
  tenant.state.memberships.push(member)
  publishMember(tenant, 'added', member)
  return true
}
