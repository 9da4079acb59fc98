import type { ManagementClient } from 'auth0'
import { asking } from '../access/asking.ts'
import { collect } from '../access/collect.ts'
import type { TenantAccess } from '../access/tenant-access.ts'
import { type JsonObject, textOf } from '../json-value.ts'
import { ACTION_FETCHERS } from './fetch-actions.ts'
import { CONNECTION_FETCHERS } from './fetch-connections.ts'
import { GUARDED_FETCHERS } from './fetch-guarded.ts'
import { ORGANIZATION_FETCHERS } from './fetch-organizations.ts'
import { SETTING_FETCHERS } from './fetch-settings.ts'
import type { FetchContext, Fetcher, Unsealed } from './fetcher.ts'
import { objectFingerprint } from './object-fingerprint.ts'
import type { ActualTenant, DesiredTenant, RemoteResource, ResourceType } from './resource.ts'
import { type Fingerprint, hideSecrets, isSecretMark } from './secret-mark.ts'

const FETCHERS: Readonly<Record<ResourceType, Fetcher>> = {
  ...ACTION_FETCHERS,
  ...CONNECTION_FETCHERS,
  ...GUARDED_FETCHERS,
  ...ORGANIZATION_FETCHERS,
  ...SETTING_FETCHERS,
}

/** Types whose files speak of clients by name. */
const NEED_CLIENTS: readonly ResourceType[] = [
  'clientGrants',
  'clients',
  'connections',
  'databases',
  'organizations',
]

export type FetchOptions = {
  readonly fingerprint: Fingerprint
  /** Names, by type, that the environment keeps although git does not have them. */
  readonly keeps: Readonly<Partial<Record<ResourceType, readonly string[]>>>
  readonly ownClientIds: ReadonlySet<string>
}

/**
 * Reads, and only reads, what the tenant has of the types that are managed.
 * @throws UserFault when the tenant does not answer, or refuses to
 */
export function fetchActual(
  { address, management }: TenantAccess,
  desired: DesiredTenant,
  options: FetchOptions,
): Promise<ActualTenant> {
  return asking(address.domain, 'reading the tenant', async () => {
    const needsClients = desired.types.some((type) => NEED_CLIENTS.includes(type))
    const clients = needsClients ? await listClients(management) : []
    const context: FetchContext = {
      management,
      desired,
      clients,
      wanted: (type) => namesOf(desired, type),
      ownClientIds: options.ownClientIds,
      seal: sealWith(desired, options),
    }
    const found = await Promise.all(desired.types.map((type) => FETCHERS[type](context)))
    return { resources: found.flat(), names: await existingNames(context, found.flat()) }
  })
}

const listClients = (management: ManagementClient): Promise<readonly JsonObject[]> =>
  collect(management.clients.list({ per_page: 100, is_global: false }), 'clients')

const namesOf = ({ resources }: DesiredTenant, type: ResourceType): ReadonlySet<string> =>
  new Set(resources.filter((resource) => resource.type === type).map(({ name }) => name))

function sealWith(
  desired: DesiredTenant,
  { fingerprint, keeps }: FetchOptions,
): (remote: Unsealed) => RemoteResource {
  const secretMembers = new Set(desired.resources.flatMap(({ value }) => membersWithMarks(value)))
  const hide = (value: JsonObject): JsonObject =>
    hideSecrets(value, fingerprint, secretMembers) as JsonObject
  return ({ everything, ...remote }) => {
    const isKept = (keeps[remote.type] ?? []).includes(remote.name)
    return {
      ...remote,
      value: hide(remote.value),
      fingerprint: objectFingerprint(everything as JsonObject, hide, fingerprint),
      keptBecause: remote.keptBecause ?? (isKept ? 'the environment keeps it' : null),
    }
  }
}

function membersWithMarks(value: unknown, key = ''): readonly string[] {
  if (isSecretMark(value)) return key === '' || key === 'value' ? [] : [key]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    membersWithMarks(member, Array.isArray(value) ? key : name),
  )
}

/** Two more requests at most, where something refers to types that are not managed. */
async function existingNames(
  { management, desired, clients }: FetchContext,
  found: readonly RemoteResource[],
): Promise<ActualTenant['names']> {
  const of = (...types: readonly ResourceType[]): readonly string[] =>
    found.filter(({ type }) => types.includes(type)).map(({ name }) => name)
  const has = (type: ResourceType): boolean => desired.types.includes(type)
  const connections =
    has('organizations') && !(has('connections') && has('databases'))
      ? namesIn(await collect(management.connections.list({ take: 100 }), 'connections'))
      : of('connections', 'databases')
  const actions =
    has('triggers') && !has('actions')
      ? namesIn(await collect(management.actions.list({ per_page: 100 }), 'actions'))
      : of('actions')
  return { actions, connections, clients: clients.map(({ name }) => textOf(name)) }
}

const namesIn = (items: readonly JsonObject[]): readonly string[] =>
  items.map(({ name }) => textOf(name))
