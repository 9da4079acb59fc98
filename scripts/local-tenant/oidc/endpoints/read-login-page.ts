import type { Interaction } from 'oidc-provider'
import type { Client, Connection, Invitation, Organization, Tenant } from '../../store.ts'
import { findUserByEmail } from '../../users.ts'
import { isSocial } from '../federation/upstream-address.ts'
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
  /** Wherever else the person may prove who they are, with a button or without. */
  federated: AvailableConnection[]
  buttons: AvailableConnection[]
  /** Where a person is sent without being asked: named by the request, or all there is. */
  onlyWay: Connection | undefined
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
  const wanted = available.filter(isWanted(params.connection))
  const databases = wanted.filter(isDatabase)
  const federated = wanted.filter((one) => !isDatabase(one))
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
    federated,
    onlyWay: onlyWay(databases, federated, params.connection !== undefined),
    buttons: federated.filter((one) => one.asButton || params.connection !== undefined),
    organizationChoices: organizationChoices(tenant, interaction),
  }
}

// Social connections show their button all the same.
function onlyWay(
  databases: readonly AvailableConnection[],
  federated: readonly AvailableConnection[],
  named: boolean,
): Connection | undefined {
  const [first, second] = federated
  if (first === undefined || second !== undefined || databases.length > 0) return undefined
  return named || !isSocial(first.connection) ? first.connection : undefined
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
