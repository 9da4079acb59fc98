import type { Where } from './crossing.ts'
import type { NamedClass, NamedKind } from './named-classes.ts'

/** Whom no rulebook names. */
const OTHERS: Readonly<Record<NamedKind, NamedClass>> = {
  clients: { id: 'clientThatNobodyNames', kind: 'clients', label: 'any other' },
  organizations: { id: 'org_thatNobodyNames', kind: 'organizations', label: 'any other' },
  connections: { id: 'con_thatNobodyNames', kind: 'connections', label: 'any other' },
}

const COLUMNS: Readonly<Record<NamedKind, string>> = {
  clients: 'client',
  organizations: 'organization',
  connections: 'connection',
}

export type PlacesOf = {
  readonly wheres: readonly Where[]
  /** What was not crossed, for a person; null where everything was. */
  readonly leftOut: string | null
}

/**
 * Every client with every organization, none among them, and every connection; of each, one that nobody
 * names. Where these are very many, every two of them.
 * @param kinds what the moment knows of: a machine has no connection
 */
export function placesOf(classes: readonly NamedClass[], kinds: readonly NamedKind[]): PlacesOf {
  const of = (kind: NamedKind): readonly NamedClass[] =>
    kinds.includes(kind) ? [...classes.filter((one) => one.kind === kind), OTHERS[kind]] : []
  const clients = of('clients')
  const organizations: readonly (NamedClass | null)[] = [...of('organizations'), null]
  const connections: readonly (NamedClass | null)[] = kinds.includes('connections')
    ? of('connections')
    : [null]
  const all = clients.flatMap((client) =>
    organizations.flatMap((organization) =>
      connections.map((connection) => ({ client, organization, connection })),
    ),
  )
  const [client, organization, connection] = [clients[0], organizations[0], connections[0]]
  const isNear = (one: (typeof all)[number]): boolean =>
    one.client === client || one.organization === organization || one.connection === connection
  const fewer = all.length <= MOST_PLACES ? all : all.filter(isNear)
  return {
    wheres: fewer.map((one) => whereOf(one, kinds)),
    leftOut:
      fewer.length === all.length
        ? null
        : `${fewer.length} of ${all.length} places were asked about: every two of client, organization and connection`,
  }
}

const MOST_PLACES = 120

function whereOf(
  one: {
    readonly client: NamedClass
    readonly organization: NamedClass | null
    readonly connection: NamedClass | null
  },
  kinds: readonly NamedKind[],
): Where {
  const labels: Readonly<Record<NamedKind, string>> = {
    clients: one.client.label,
    organizations: one.organization?.label ?? 'none',
    connections: one.connection?.label ?? '',
  }
  return {
    client: one.client.id,
    organization: one.organization?.id ?? null,
    connection: one.connection?.id ?? '',
    labels: Object.fromEntries(kinds.map((kind) => [COLUMNS[kind], labels[kind]])),
  }
}
