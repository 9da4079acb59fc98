import type { Interaction } from 'oidc-provider'
import type { Client, Invitation, Organization, Tenant } from '../../store.ts'
import { findUserByEmail } from '../../users.ts'
import { findInvitation } from '../login/authorization-request.ts'
import {
  type AvailableConnection,
  availableConnections,
  isDatabase,
} from '../login/available-connections.ts'
import { findOrganization } from '../login/find-organization.ts'
import { organizationIdsOf } from '../login/login-policy.ts'

/** A transaction that waits for a person, with all its pages need to know. */
export type LoginPage = {
  interaction: Interaction
  /** Repeated by every form; known to nobody else. */
  secret: string
  asks: 'sign-in' | 'organization'
  params: Record<string, unknown>
  client: Client
  organization: Organization | undefined
  invitation: Invitation | undefined
  databases: AvailableConnection[]
  /** Where a new account would be made. */
  signupDatabase: AvailableConnection | undefined
  canSignUp: boolean
  opensWithSignup: boolean
  buttons: AvailableConnection[]
  /** To choose from; empty: the person types a name. */
  organizationChoices: Organization[]
}

export function readLoginPage(tenant: Tenant, interaction: Interaction): LoginPage | undefined {
  const { params } = interaction
  const client = tenant.state.clients.get(String(params.client_id))
  if (client === undefined) return undefined
  const organization = optionalOrganization(tenant, params.organization)
  const invitation =
    params.invitation === undefined
      ? undefined
      : findInvitation(tenant, params.invitation, organization, client)
  const available = availableConnections(tenant, client.client_id, organization).filter(
    ({ connection }) => isInvitedConnection(invitation, connection.id),
  )
  const databases = available.filter(isDatabase).filter(isWanted(params.connection))
  const signupDatabase = databases.find((one) =>
    invitation === undefined ? one.signup : one.invitedSignup,
  )
  return {
    interaction,
    secret: String((interaction as { cid?: unknown }).cid ?? ''),
    asks: interaction.prompt.name === 'login' ? 'sign-in' : 'organization',
    params,
    client,
    organization,
    invitation,
    databases,
    signupDatabase,
    canSignUp: signupDatabase !== undefined,
    opensWithSignup:
      invitation === undefined
        ? params.screen_hint === 'signup'
        : !databases.some(({ connection }) => isKnown(tenant, connection.name, invitation)),
    buttons: available.filter((one) => !isDatabase(one) && one.asButton),
    organizationChoices: organizationChoices(tenant, interaction),
  }
}

const isKnown = (tenant: Tenant, connection: string, { invitee }: Invitation): boolean =>
  findUserByEmail(tenant, connection, invitee.email) !== undefined

function optionalOrganization(tenant: Tenant, requested: unknown): Organization | undefined {
  return requested === undefined ? undefined : findOrganization(tenant, String(requested))
}

const isInvitedConnection = (invitation: Invitation | undefined, connectionId: string): boolean =>
  invitation?.connection_id === undefined || invitation.connection_id === connectionId

const isWanted =
  (requested: unknown) =>
  ({ connection }: AvailableConnection): boolean =>
    requested === undefined || connection.name === requested

function organizationChoices(tenant: Tenant, interaction: Interaction): Organization[] {
  if (interaction.prompt.name !== 'post_login_prompt') return []
  const own = organizationIdsOf(tenant, interaction.session?.accountId)
  return own.flatMap((id) => tenant.state.organizations.get(id) ?? [])
}
