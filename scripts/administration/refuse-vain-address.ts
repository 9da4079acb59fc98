import type { Management } from 'auth0'
import { isEnterpriseStrategy } from '../../actions/post-login/enterprise-strategy.ts'
import { readPersonAddress } from '../../actions/records/address-mark.ts'
import { readOrganizationDomains } from '../../actions/records/organization-domains.ts'
import { readRequestedModes } from '../../actions/records/requested-modes.ts'
import { decide } from '../../policies/decide.ts'
import { loginFacts } from '../../policies/login/login-facts.ts'
import type { LoginSettings } from '../../policies/login/settings.ts'
import { sourceDomain } from '../../policies/login/source-domain.ts'
import { isOffEverywhere, OFF } from '../../policies/mode.ts'
import { type Fault, UserFault } from '../ground/user-fault.ts'
import { connectionsOf } from './connections-of.ts'
import type { Tools } from './tools.ts'

/** An address by which somebody is to come in. */
export type Expected = {
  readonly address: string
  /** Absent: an application that asks for nothing, and of which the rulebook says nothing. */
  readonly client_id?: string
  /** The one connection by which it can be used; absent: each of the organization's. */
  readonly connection_id?: string
}

/**
 * Refuses an address by which nobody could come in: the guard would refuse it at every connection that can be
 * used. It is the policy of the login that is asked, so that the two cannot come apart. Without a connection there
 * is nothing to ask about.
 * @param fault what is then said
 * @throws UserFault
 */
export async function refuseVainAddress(
  tools: Tools,
  organization: string,
  expected: Expected,
  fault: Fault = WOULD_BE_REFUSED,
): Promise<void> {
  const { login } = tools.settings
  // Not for `monitor` of the rulebook: an application or an organization may ask for more. What refuses
  // nobody at the door, whoever asks, refuses no address, and is not worth a request.
  if (!mayEnforce(login)) return
  const { connection_id: only } = expected
  const connections = (await connectionsOf(tools, organization)).filter(
    ({ connection_id }) => only === undefined || connection_id === only,
  )
  if (connections.length === 0) return
  const refuses = await openDoor(tools, organization, expected)
  if (connections.every(refuses)) throw new UserFault([fault])
}

const mayEnforce = ({ rollout, ceiling = 'enforce' }: LoginSettings): boolean =>
  ceiling === 'enforce' && !isOffEverywhere(rollout[sourceDomain.id] ?? OFF)

type Connection = Management.OrganizationConnection

/** @returns whether somebody with the address would be refused who signs in by a connection */
async function openDoor(tools: Tools, organization: string, expected: Expected) {
  const { management, keyring, tenantId, settings } = tools
  const { address, client_id: application = UNNAMED } = expected
  const { metadata } = await management.organizations.get(organization)
  const asked = application === UNNAMED ? {} : await clientMetadata(tools, application)
  const said = (metadata ?? {}) as Readonly<Record<string, string>>
  const known = {
    nowMs: tools.nowMs(),
    actors: [],
    organizationStatus: null,
    requestedModes: [asked, said].map(readRequestedModes),
    organizationDomains: readOrganizationDomains(said),
    person: {
      address: readPersonAddress(address, keyring, tenantId),
      addressIsOfOtherEnterprise: false,
    },
  }
  return ({ connection_id = '', connection }: Connection): boolean => {
    const facts = loginFacts({
      ...known,
      isEnterpriseSource: isEnterpriseStrategy(connection?.strategy),
      scope: {
        application,
        organization: { kind: 'named', id: organization },
        identitySource: connection_id,
      },
    })
    return decide([sourceDomain], facts, settings.login).outcome !== 'allow'
  }
}

/** No id of a client. The rulebook holds applications that it names to as much as all others, or to more. */
const UNNAMED = '*'

async function clientMetadata({ management }: Tools, client: string) {
  const asked = { fields: 'client_metadata', include_fields: true }
  return (await management.clients.get(client, asked)).client_metadata
}

const FIX =
  'take an address of a domain that a connection vouches for, or add the domain to `policies.source-domain.domains` in `tenant/rulebook.json`, or to `og_domains` of the organization'

const WOULD_BE_REFUSED: Fault = {
  code: 'address_would_be_refused',
  message:
    'nobody could sign in from this address: `source-domain` would refuse it at every connection of the organization',
  fix: FIX,
}

/** The same of an invitation. */
export const INVITATION_WOULD_BE_REFUSED: Fault = {
  code: 'invitation_would_be_refused',
  message:
    'nobody could accept the invitation: `source-domain` would refuse this address at every connection of the organization',
  fix: FIX,
}
