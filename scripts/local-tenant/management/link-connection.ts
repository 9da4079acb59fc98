import { z } from 'zod'
import type { OrganizationConnection, Tenant } from '../store.ts'
import { conflict, inexistent, notSupported } from './management-error.ts'

/**
 * @fact An organization has no more connections than this. (Auth0 docs, organizations overview;
 * read 2026-11-22)
 */
export const MAX_CONNECTIONS = 10

/** What can be set of an organization's link to a connection, by the older paths. */
export const LinkSettings = z.strictObject({
  assign_membership_on_login: z.boolean().optional(),
  show_as_button: z.boolean().optional(),
  is_signup_enabled: z.boolean().optional(),
})

type LinkChanges = {
  readonly [Key in Exclude<keyof OrganizationConnection, 'organization_id' | 'connection_id'>]?:
    | OrganizationConnection[Key]
    | null
    | undefined
}

/**
 * An organization's link to one more connection, by the same rules wherever it is made. Not stored.
 * @param links those the organization has already
 * @throws ManagementError 404 for an unknown connection, 409 for one that is linked, 400 for one too
 * many and for settings that do not go together
 */
export function linkConnection(
  tenant: Tenant,
  links: readonly OrganizationConnection[],
  { organization_id, connection_id }: { organization_id: string; connection_id: string },
  settings: LinkChanges,
): OrganizationConnection {
  if (!tenant.state.connections.has(connection_id)) throw inexistent('connection')
  if (links.some((link) => link.connection_id === connection_id)) {
    throw conflict('connection_conflict', 'The connection is already enabled for the organization.')
  }
  if (links.length >= MAX_CONNECTIONS) {
    throw notSupported(`An organization can have ${MAX_CONNECTIONS} connections at most.`)
  }
  const blank: OrganizationConnection = {
    organization_id,
    connection_id,
    assign_membership_on_login: false,
    show_as_button: true,
    is_signup_enabled: false,
  }
  return changeLink(tenant, blank, settings)
}

/** @throws ManagementError 400 for settings that do not go together */
export function changeLink(
  tenant: Tenant,
  link: OrganizationConnection,
  changes: LinkChanges,
): OrganizationConnection {
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  const merged = { ...link, ...Object.fromEntries(given.filter(([, value]) => value !== null)) }
  for (const [key, value] of given) if (value === null) delete merged[key as 'is_enabled']
  const isDatabase = tenant.state.connections.get(link.connection_id)?.strategy === 'auth0'
  if (merged.is_signup_enabled && !(merged.assign_membership_on_login && isDatabase)) {
    // @fact Sign-up in an organization needs a database connection with membership on
    // authentication. (Auth0 docs, enable organization connections, step 6; read 2026-11-22)
    throw notSupported('Sign-up needs a database connection with membership on authentication.')
  }
  return merged
}
