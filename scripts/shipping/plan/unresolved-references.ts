import { CallRefused } from '../../gateway/call.ts'
import {
  listActions,
  listClients,
  listConnections,
  listResourceServers,
} from '../../gateway/tenant-lists.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import {
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
  recordOf,
  textOf,
  textsIn,
} from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'

/**
 * Names that lead nowhere. The Deploy CLI drops them without a word, which unlinks an organization
 * or leaves a connection without its application; or the tenant refuses them, half-way.
 */
export async function unresolvedReferences(
  assets: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly Fault[]> {
  const references = referencesIn(assets)
  /** Null: it cannot be known. */
  const known = async (kind: Kind): Promise<ReadonlySet<string> | null> => {
    if (references.every((one) => one.kind !== kind)) return new Set()
    const { types, list, names } = KINDS[kind]
    const existing = await list(tenant)
    if (existing === null) return null
    return new Set(
      [...existing, ...types.flatMap((type) => objectsIn(assets[type]))].flatMap(names),
    )
  }
  const kinds = Object.keys(KINDS) as Kind[]
  const names = new Map(
    await Promise.all(kinds.map(async (one) => [one, await known(one)] as const)),
  )
  const before = openVirtualTenant(tenant.snapshot)
  const isUnknown = ({ kind, name }: Reference): boolean => names.get(kind)?.has(name) === false
  const unknown = references
    .filter(isUnknown)
    .filter(({ within }) => within === undefined || !isUnknown(within))
  const faults = unknown.map(async (one) => referenceUnknown(one, await isThere(one, before)))
  const found = await Promise.all(faults)
  const isFirst = ({ message }: Fault, at: number): boolean =>
    found.findIndex((one) => one.message === message) === at
  return [...found.filter(isFirst), ...namedTwice(assets)]
}

/** In the tenant as it is now, before the deploy that would delete it. */
const isThere = async ({ kind, name }: Reference, tenant: VirtualTenant): Promise<boolean> =>
  ((await KINDS[kind].list(tenant)) ?? []).flatMap(KINDS[kind].names).includes(name)

const referenceUnknown = ({ from, kind, name }: Reference, isInTenant: boolean): Fault => ({
  code: 'reference_unknown',
  ...(isInTenant
    ? {
        message: `\`${from}\` names the ${kind} \`${name}\`, which is in the tenant and not in git, so that this deploy would delete it`,
        fix: `name it under \`keeps.${KINDS[kind].types[0]}\` of the environment, or declare it in git`,
      }
    : {
        message: `\`${from}\` names the ${kind} \`${name}\`, which is neither in git nor in the tenant`,
        fix: `correct the name, or add the ${kind} first`,
      }),
})

type Kind = keyof typeof KINDS
type Reference = {
  readonly from: string
  readonly kind: Kind
  readonly name: string
  /** Unknown itself, it has all that is within it be unknown too. */
  readonly within?: Reference
}

const named = ({ name, client_id: id }: JsonObject): readonly string[] =>
  [textOf(name), textOf(id)].filter((one) => one !== '')

/** Null where the token may not read them, as it need not for grants and roles. */
const shownApis = (tenant: VirtualTenant): Promise<readonly JsonObject[] | null> =>
  listResourceServers(tenant).catch((error) => {
    if (error instanceof CallRefused && error.status === 403) return null
    throw error
  })

const KINDS = {
  action: { types: ['actions'], list: listActions, names: named },
  client: { types: ['clients'], list: listClients, names: named },
  connection: { types: ['connections', 'databases'], list: listConnections, names: named },
  API: {
    types: ['resourceServers'],
    list: shownApis,
    names: ({ identifier }: JsonObject) => [textOf(identifier)],
  },
  permission: {
    types: ['resourceServers'],
    list: shownApis,
    names: ({ identifier, scopes }: JsonObject) =>
      objectsIn(scopes).map(({ value }) => `${textOf(value)} of ${textOf(identifier)}`),
  },
} as const

/** Auth0's own: some are in no list, and which permissions they have is theirs to say. */
const AUTH0S_API = /^https:\/\/[^/]+\/(api\/v2|userinfo|mfa|me|my-org)\/?$/

function ofApi(from: string, api: Json | undefined, permissions: readonly string[]) {
  const within: Reference = { from, kind: 'API', name: textOf(api) }
  if (AUTH0S_API.test(within.name)) return within.name.includes('/api/v2') ? [within] : []
  return [
    within,
    ...permissions.map(
      (one): Reference => ({ from, kind: 'permission', name: `${one} of ${within.name}`, within }),
    ),
  ]
}

/** The Deploy CLI puts one id for the two, sends the other name as it stands, and minds no refusal. */
const namedTwice = (assets: JsonObject): readonly Fault[] =>
  ['connections', 'databases'].flatMap((type) =>
    objectsIn(assets[type]).flatMap(({ name, enabled_clients: clients }) => {
      const names = textsIn(clients)
      const twice = names.filter((one, index) => names.indexOf(one) < index)
      return [...new Set(twice)].map((one) => ({
        code: 'reference_twice',
        message: `\`${type}/${textOf(name)}\` names the client \`${one}\` twice, and would then be given to none of its clients`,
        fix: 'name it once',
      }))
    }),
  )

/** Where git names an application, beside where it declares it. */
export const clientReferences = (
  assets: JsonObject,
): readonly { readonly from: string; readonly name: string }[] =>
  referencesIn(assets).filter(({ kind }) => kind === 'client')

function referencesIn(assets: JsonObject): readonly Reference[] {
  const of = (type: string): readonly JsonObject[] => objectsIn(assets[type])
  const from = (type: string, { name }: JsonObject): string => `${type}/${textOf(name)}`
  return [
    ...of('clientGrants').flatMap(({ client_id: client, audience, scope }) => {
      const from = `clientGrants/${textOf(client)} -> ${textOf(audience)}`
      return [...clients(from, [client]), ...ofApi(from, audience, textsIn(scope))]
    }),
    ...of('roles').flatMap((one) =>
      objectsIn(one.permissions).flatMap(
        ({ permission_name: permission, resource_server_identifier: api }) =>
          ofApi(from('roles', one), api, [textOf(permission)]),
      ),
    ),
    ...of('clients').flatMap((one) =>
      clients(from('clients', one), [
        recordOf(one.express_configuration).okta_oin_client_id,
        recordOf(one.my_organization_configuration).invitation_landing_client_id,
      ]),
    ),
    ...['connections', 'databases'].flatMap((type) =>
      of(type).flatMap((one) =>
        clients(from(type, one), [
          ...textsIn(one.enabled_clients),
          recordOf(recordOf(one.options).idpinitiated).client_id,
        ]),
      ),
    ),
    ...of('organizations').flatMap((one) => [
      ...members(one.connections, 'name', 'connection', from('organizations', one)),
      ...members(one.client_grants, 'client_id', 'client', from('organizations', one)),
      ...members(one.clients, 'client_id', 'client', from('organizations', one)),
    ]),
    ...Object.entries(isObject(assets.triggers) ? assets.triggers : {}).flatMap(
      ([trigger, bindings]) => members(bindings, 'action_name', 'action', `triggers/${trigger}`),
    ),
  ]
}

/** Whatever is no name, or an empty one, names nobody. */
const clients = (from: string, names: readonly unknown[]): readonly Reference[] =>
  names
    .map(textOf)
    .filter((name) => name !== '')
    .map((name) => ({ from, kind: 'client', name }))

const members = (
  value: Json | undefined,
  member: string,
  kind: Kind,
  from: string,
): readonly Reference[] =>
  objectsIn(value).map((one) => ({ from, kind, name: textOf(one[member]) }))
