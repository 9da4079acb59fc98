import type { Event } from '@auth0/actions/post-login/v3'
import type { ManagementClient } from 'auth0'
import { UserFault } from '../failures.ts'
import { listTenantNames, type NameList } from '../project/resolve-names.ts'

/** Whose login to imagine. Names are those of the tenant; the organization is optional. */
export type ImaginedLogin = {
  readonly userId: string
  readonly client: string
  readonly organization: string
  readonly door: ImaginedDoor
}

/** Auth0's protocol of each door that a login can be imagined at. */
export const IMAGINED_DOORS = {
  'sign-in': 'oidc-basic-profile',
  silent: 'oidc-basic-profile',
  refresh: 'oauth2-refresh-token',
  password: 'oauth2-password',
  device: 'oauth2-device-code',
  exchange: 'oauth2-token-exchange',
} as const
export type ImaginedDoor = keyof typeof IMAGINED_DOORS

/** The least that `eventFromTenant` needs. */
export const EVENT_SCOPES = [
  'read:clients',
  'read:connections',
  'read:organization_member_roles',
  'read:organizations',
  'read:users',
]

export type ImaginedEvent = {
  readonly event: Omit<Event, 'secrets'>
  /** What no Management API says and had to be assumed. */
  readonly assumptions: readonly string[]
}

/**
 * Builds the event of a login that did not happen, from what the tenant says of the person, the
 * client and the organization. Reads only.
 */
export async function eventFromTenant(
  management: ManagementClient,
  tenantId: string,
  { userId, client, organization, door }: ImaginedLogin,
  nowMs: number,
): Promise<ImaginedEvent> {
  const names = await listTenantNames(management)
  const user = await management.users.get(userId)
  const [identity] = user.identities ?? []
  const connectionName = identity?.connection ?? ''
  const application = await management.clients.get(idOf(names, 'clients', client))
  const joined =
    organization === '' ? null : await readOrganization(management, names, organization, userId)
  const { email, username, phone_number: phone } = user
  const at = new Date(nowMs).toISOString()
  const event: Omit<Event, 'secrets'> = {
    authentication: {
      methods: [{ name: identity?.isSocial ? 'federated' : 'pwd', timestamp: at }],
    },
    authorization: { roles: joined?.roles ?? [] },
    client: {
      client_id: application.client_id ?? '',
      name: client,
      metadata: (application.client_metadata ?? {}) as Record<string, string>,
    },
    connection: {
      id: idOf(names, 'connections', connectionName),
      name: connectionName,
      strategy: identity?.provider ?? '',
    },
    ...(joined === null ? {} : { organization: joined.organization }),
    request: { query: {} },
    tenant: { id: tenantId },
    transaction: {
      protocol: IMAGINED_DOORS[door],
      ...(door === 'silent' ? { prompt: ['none'] } : {}),
    },
    user: {
      app_metadata: user.app_metadata ?? {},
      created_at: String(user.created_at ?? ''),
      ...(email === undefined ? {} : { email }),
      email_verified: user.email_verified === true,
      identities: (user.identities ?? []) as unknown as Event['user']['identities'],
      ...(phone === undefined ? {} : { phone_number: phone }),
      ...(user.phone_verified === undefined ? {} : { phone_verified: user.phone_verified }),
      user_id: userId,
      ...(username === undefined ? {} : { username }),
    },
  }
  return { event, assumptions: assumptionsOf(door, joined !== null) }
}

const assumptionsOf = (door: ImaginedDoor, inOrganization: boolean): readonly string[] => [
  'the person proved who they are just now',
  'the person signs in through the connection of their first identity',
  'nobody acts for the person, and no invitation is claimed',
  ...(inOrganization ? ['Auth0 itself lets the person into the organization'] : []),
  ...(door === 'refresh'
    ? ['the refreshed token was issued in the organization that you named']
    : []),
]

async function readOrganization(
  management: ManagementClient,
  names: NameList,
  name: string,
  userId: string,
): Promise<{ organization: NonNullable<Event['organization']>; roles: readonly string[] }> {
  const id = idOf(names, 'organizations', name)
  const { metadata = {} } = await management.organizations.get(id)
  const roles: string[] = []
  for await (const role of await management.organizations.members.roles.list(id, userId)) {
    if (role.name !== undefined) roles.push(role.name)
  }
  return { organization: { id, name, metadata: metadata as Record<string, string> }, roles }
}

function idOf(names: NameList, kind: keyof NameList, name: string): string {
  const found = names[kind].find((candidate) => candidate.name === name)
  if (found !== undefined) return found.id
  throw new UserFault([
    {
      code: 'name_unknown',
      message: `the tenant has no \`${name}\` among its ${kind}: accepted ${names[kind].map((one) => `\`${one.name}\``).join(', ')}`,
      fix: 'name one of them',
    },
  ])
}
