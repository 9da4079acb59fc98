import { isObject, type JsonObject, textOf } from '../ground/json-value.ts'
import { lastStep } from './call.ts'
import { aboutType, RESOURCE_TYPES, type ResourceType } from './resource-types.ts'
import { listClients, listConnections } from './tenant-lists.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/** What a path of the Management API is about, in the Deploy CLI's words. */
export type ResourcePath = {
  /** The Deploy CLI's name of the type; of a path it has no type for, the path's first step. */
  readonly type: string
  /** Path of the resource itself, of which what is asked for may be a part. */
  readonly root: string
  /** What of the resource, such as `connections`; empty for the resource itself. */
  readonly part: string
  /** A thing within that part; empty for the part itself. */
  readonly item: string
}

/** Longest first: one path may begin as another does. */
const ROOTS: readonly (readonly [root: RegExp, type: ResourceType])[] = RESOURCE_TYPES.flatMap(
  (type) => {
    const { path } = aboutType(type)
    return path === undefined ? [] : [[path, type] as const]
  },
).sort(([one], [other]) => other.source.length - one.source.length)

const isNamedByPath = (type: string): boolean =>
  RESOURCE_TYPES.some((one) => one === type && aboutType(one).isNamedByPath === true)

export function readResourcePath(path: string): ResourcePath {
  const found = ROOTS.map(([pattern, type]) => ({ type, match: pattern.exec(path) })).find(
    ({ match }) => match !== null,
  )
  const root = found?.match?.[0] ?? path
  const [, part = '', ...rest] = path.slice(root.length).split('/')
  const type = found?.type ?? path.split('/')[1] ?? path
  return { type, root, part: PARTS[part] ?? part, item: rest.map(decodeURIComponent).join('.') }
}

/** Whether the Deploy CLI has a type for it: people, keys and tickets are none of its business. */
export const isOfKnownType = (path: string): boolean =>
  ROOTS.some(([pattern]) => {
    const root = pattern.exec(path)?.[0]
    return root !== undefined && /^(\/|$)/.test(path.slice(root.length))
  })

/** What the tenant folder calls a part otherwise. */
const PARTS: Readonly<Record<string, string>> = {
  'client-grants': 'client_grants',
  'custom-text': 'customText',
  'discovery-domains': 'discovery_domains',
  enabled_connections: 'connections',
  'scim-configuration': 'scim_configuration',
  'directory-provisioning': 'directory_provisioning_configuration',
}

export type ResourceName = { readonly type: string; readonly name: string }

/** The type and the name under which people know a resource. */
export async function nameResource(
  { type, root }: ResourcePath,
  value: JsonObject | null,
  tenant: VirtualTenant,
): Promise<ResourceName> {
  const isOne = ROOTS.some(([pattern, one]) => one === type && !pattern.source.includes('('))
  if (isOne) return { type, name: 'settings' }
  if (type === 'triggers') return { type, name: decodeURIComponent(root.split('/')[3] ?? '') }
  if (isNamedByPath(type)) return { type, name: nameInPath(type, root) }
  if (type === 'clientGrants') return { type, name: await grantName(value ?? {}, tenant) }
  const isDatabase = type === 'connections' && value?.strategy === 'auth0'
  return { type: isDatabase ? 'databases' : type, name: ownName(type, value) || lastStep(root) }
}

function nameInPath(type: string, root: string): string {
  const match = ROOTS.find(([, one]) => one === type)?.[0].exec(root)
  return decodeURIComponent(match?.[1] ?? lastStep(root))
}

const ownName = (type: string, value: JsonObject | null): string =>
  textOf(type === 'resourceServers' ? value?.identifier : value?.name) ||
  ['identifier', 'domain', 'template', 'description', 'type']
    .map((member) => textOf(value?.[member]))
    .find((text) => text !== '') ||
  ''

async function grantName(
  { client_id: id, default_for: everybody, audience }: JsonObject,
  tenant: VirtualTenant,
): Promise<string> {
  const grantee = textOf(everybody) || (await clientName(textOf(id), tenant))
  return `${grantee} -> ${textOf(audience)}`
}

export async function clientName(id: string, tenant: VirtualTenant): Promise<string> {
  const clients = await listClients(tenant)
  return textOf(clients.find((client) => client.client_id === id)?.name) || id
}

/** How people know one thing within a part: a linked connection or client by its name. */
export async function nameItem(
  { part, item }: ResourcePath,
  value: JsonObject,
  tenant: VirtualTenant,
): Promise<string> {
  if (part === 'client_grants') return clientName(textOf(value.client_id), tenant)
  if (part === 'connections') return connectionName(value, item, tenant)
  return textOf(value.domain) || textOf(value.name) || item
}

async function connectionName(
  value: JsonObject,
  id: string,
  tenant: VirtualTenant,
): Promise<string> {
  const { connection } = value
  if (isObject(connection) && textOf(connection.name) !== '') return textOf(connection.name)
  const all = await listConnections(tenant)
  return textOf(all.find((one) => one.id === (textOf(value.connection_id) || id))?.name) || id
}
