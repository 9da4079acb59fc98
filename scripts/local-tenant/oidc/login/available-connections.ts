import type { Connection, JsonObject, Organization, Tenant } from '../../store.ts'

export type AvailableConnection = {
  connection: Connection
  /** May people make themselves an account here? */
  signup: boolean
  /** May invited people, at least? */
  invitedSignup: boolean
  asButton: boolean
  /** Everyone who signs in with it becomes a member. */
  autoMembership: boolean
}

/**
 * Where a person may sign in.
 * @fact In an organization its own list of connections counts, and overrides the client's toggles
 * and the connection's sign-up setting. (Auth0 docs, enable organization connections; read
 * 2026-11-22)
 */
export function availableConnections(
  tenant: Tenant,
  clientId: string,
  organization: Organization | undefined,
): AvailableConnection[] {
  return organization === undefined
    ? enabledForClient(tenant, clientId)
    : enabledForOrganization(tenant, organization)
}

export const isDatabase = ({ connection }: AvailableConnection): boolean =>
  connection.strategy === 'auth0'

function enabledForClient(tenant: Tenant, clientId: string): AvailableConnection[] {
  const available: AvailableConnection[] = []
  for (const connection of tenant.state.connections.values()) {
    if (!connection.enabled_clients?.includes(clientId)) continue
    const signup = allowsSignup(connection)
    available.push({
      connection,
      signup,
      invitedSignup: signup,
      asButton: connection.show_as_button !== false,
      autoMembership: false,
    })
  }
  return available
}

function enabledForOrganization(tenant: Tenant, { id }: Organization): AvailableConnection[] {
  return tenant.state.organizationConnections.flatMap((entry) => {
    const connection = tenant.state.connections.get(entry.connection_id)
    if (entry.organization_id !== id || entry.is_enabled === false) return []
    if (connection === undefined) return []
    return {
      connection,
      signup: entry.is_signup_enabled,
      invitedSignup: entry.is_signup_enabled || allowsSignup(connection),
      asButton: entry.show_as_button,
      autoMembership: entry.assign_membership_on_login,
    }
  })
}

export function allowsSignup(connection: Connection): boolean {
  if (connection.strategy !== 'auth0') return false
  return (connection.options as JsonObject | undefined)?.disable_signup !== true
}
