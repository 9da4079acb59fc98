import { recordOf, textOf } from '../../ground/json-value.ts'
import type { Asked } from '../guard/load-guard.ts'
import { CONNECTION } from '../space/login/to-login-event.ts'

type State = Readonly<Record<string, unknown>>
type Entry = readonly [id: string, value: Readonly<Record<string, unknown>>]

/** Ids of the one client, organization, connection and person that a tenant has for acting out. */
export type StageIds = {
  readonly client: string
  readonly organization: string
  /** A database. */
  readonly connection: string
  /** A connection of an identity provider. */
  readonly source: string
  readonly user: string
  readonly api: string
}

/**
 * A tenant's state as it must be for a witness: whoever is in it has the ids and the profile of the event.
 * @param state of a snapshot
 */
export function stagedState(state: State, ids: StageIds, { event, world }: Asked): State {
  const shown = recordOf(event)
  const [client, organization] = [recordOf(shown.client), recordOf(shown.organization)]
  const connection = recordOf(shown.connection)
  const isDatabase = connection.strategy === 'auth0'
  const named: readonly (readonly [string, unknown])[] = [
    [ids.client, client.client_id],
    [ids.organization, organization.id],
    [isDatabase ? ids.connection : ids.source, connection.id],
    [ids.user, recordOf(shown.user).user_id],
    [ids.api, recordOf(shown.resource_server).identifier],
  ]
  const text = named.reduce(
    (so, [own, wanted]) => (textOf(wanted) === '' ? so : so.replaceAll(own, textOf(wanted))),
    JSON.stringify(state),
  )
  const renamed = JSON.parse(text) as State
  const changed = (kind: string, id: unknown, differences: object): readonly Entry[] =>
    entriesOf(renamed[kind]).map(([key, value]) =>
      key === id ? [key, { ...value, ...differences }] : [key, value],
    )
  return {
    ...renamed,
    clients: changed('clients', client.client_id, { client_metadata: client.metadata ?? {} }),
    organizations: changed('organizations', organization.id, {
      metadata: organization.metadata ?? {},
    }),
    connections: entriesOf(renamed.connections).map(([key, value]) =>
      isDatabase ? [key, value] : [key, { ...value, ...asSource(key === connection.id) }],
    ),
    users: changed('users', recordOf(shown.user).user_id, profileOf(recordOf(shown.user))),
    memberships: world.isMember === false ? [] : renamed.memberships,
  }
}

/** The name is that of the one connection which a witness speaks of. */
const asSource = (isSource: boolean): object => ({ name: isSource ? CONNECTION : 'another' })

const entriesOf = (kind: unknown): readonly Entry[] => kind as readonly Entry[]

/** What the guard asks a profile; nothing of it stays as the tenant made it. */
const profileOf = (user: Readonly<Record<string, unknown>>): object => ({
  app_metadata: user.app_metadata ?? {},
  created_at: user.created_at,
  email: user.email,
  email_verified: user.email_verified,
  phone_number: user.phone_number,
  phone_verified: user.phone_verified,
  username: user.username,
})
