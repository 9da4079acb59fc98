import type { Event } from '@auth0/actions/post-login/v3'
import type { ManagementClient } from 'auth0'
import { UserFault } from '../ground/user-fault.ts'
import { listTenantNames, type NameList } from '../project/resolve-names.ts'
import { isUserUnknown, userUnknown } from '../state/user-unknown.ts'
import { IMAGINED_DOORS, type ImaginedDoor } from './imagined-doors.ts'

/** Whose login to imagine. Names are those of the tenant; the organization is optional. */
export type ImaginedLogin = {
  readonly userId: string
  readonly client: string
  readonly organization: string
  readonly door: ImaginedDoor
}

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
  /** Why Auth0 itself would refuse, so that no Action is asked; null where it would not. */
  readonly nativeRefusal: string | null
}

/** Doors at which Auth0 is known to look whether the person is a member; at a refresh it is not. */
const MEMBERS_ONLY: readonly ImaginedDoor[] = ['sign-in', 'silent']

/**
 * Builds the event of a login that did not happen, from what the tenant says of the person, the
 * client and the organization. Reads only.
 * @param known the tenant's names, where they were read already
 */
export async function eventFromTenant(
  management: ManagementClient,
  tenantId: string,
  { userId, client, organization, door }: ImaginedLogin,
  nowMs: number,
  known: NameList | null = null,
): Promise<ImaginedEvent> {
  const names = known ?? (await listTenantNames(management))
  const user = await readUser(management, userId)
  const [identity] = user.identities ?? []
  const connectionName = identity?.connection ?? ''
  const application = await management.clients.get(idOf(names, 'clients', client))
  const joined =
    organization === '' ? null : await readOrganization(management, names, organization, userId)
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
    user: { ...profileOf(user), user_id: userId },
  }
  if (joined !== null && !joined.isMember && MEMBERS_ONLY.includes(door)) {
    const nativeRefusal = `\`${userId}\` is no member of \`${organization}\`, and Auth0 itself would refuse before any Action runs`
    return { event, assumptions: [NO_AUTO_MEMBERSHIP], nativeRefusal }
  }
  return { event, assumptions: assumptionsOf(door, joined?.isMember === true), nativeRefusal: null }
}

type User = Awaited<ReturnType<ManagementClient['users']['get']>>

/** As Actions see it: what the profile does not have is not there. */
function profileOf(user: User): Omit<Event['user'], 'user_id'> {
  const { email, username, phone_number: phone } = user
  return {
    app_metadata: user.app_metadata ?? {},
    created_at: String(user.created_at ?? ''),
    ...(email === undefined ? {} : { email }),
    email_verified: user.email_verified === true,
    identities: (user.identities ?? []) as unknown as Event['user']['identities'],
    ...(phone === undefined ? {} : { phone_number: phone }),
    ...(user.phone_verified === undefined ? {} : { phone_verified: user.phone_verified }),
    ...(username === undefined ? {} : { username }),
  }
}

const NO_AUTO_MEMBERSHIP =
  'no connection of the organization makes whoever signs in through it a member'

const assumptionsOf = (door: ImaginedDoor, asMember: boolean): readonly string[] => [
  'the person proved who they are just now',
  'the person signs in through the connection of their first identity',
  'nobody acts for the person, and no invitation is claimed',
  ...(asMember ? ['Auth0 itself lets the person into the organization'] : []),
  ...(door === 'refresh'
    ? ['the refreshed token was issued in the organization that you named']
    : []),
]

/** @throws UserFault when nobody has this id */
async function readUser(management: ManagementClient, userId: string): Promise<User> {
  try {
    return await management.users.get(userId)
  } catch (error) {
    throw isUserUnknown(error) ? userUnknown(userId) : error
  }
}

type Joined = {
  readonly organization: NonNullable<Event['organization']>
  readonly isMember: boolean
  readonly roles: readonly string[]
}

async function readOrganization(
  management: ManagementClient,
  names: NameList,
  name: string,
  userId: string,
): Promise<Joined> {
  const id = idOf(names, 'organizations', name)
  const { metadata = {} } = await management.organizations.get(id)
  const organization = { id, name, metadata: metadata as Record<string, string> }
  const memberships: (string | undefined)[] = []
  for await (const joined of await management.users.organizations.list(userId)) {
    memberships.push(joined.id)
  }
  if (!memberships.includes(id)) return { organization, isMember: false, roles: [] }
  const roles: string[] = []
  for await (const role of await management.organizations.members.roles.list(id, userId)) {
    if (role.name !== undefined) roles.push(role.name)
  }
  return { organization, isMember: true, roles }
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
