import { isObject, type JsonObject, objectsIn, textOf } from '../ground/json-value.ts'
import { type Call, lastStep } from './call.ts'
import { laidUnder } from './laid-under.ts'
import { NOT_COMPARED } from './not-compared.ts'
import { nameResource, readResourcePath } from './resource-path.ts'
import { listClients, listConnections, listEnabledClients } from './tenant-lists.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/**
 * What the Deploy CLI does beside what git says, and is kept from doing. Each was seen of 8.44.0; the
 * sweep shows each again (`test/hazards`).
 */
export type KeptBack = {
  /** The write as it may go; null where it goes nowhere, and its effect is nothing. */
  readonly call: Call | null
  /** For whoever reads the plan; null where there is nothing to say. */
  readonly note: string | null
}

export type KeepSettings = {
  /** What the Deploy CLI loaded from the folder, by type. */
  readonly assets: () => JsonObject
  /** Names, by type, that the environment keeps although git does not have them. */
  readonly keeps: Readonly<Partial<Record<string, readonly string[]>>>
  /** Ids of machine clients that this very deploy, or the guard, lives on. */
  readonly ownClientIds: ReadonlySet<string>
}

const asItIs = (call: Call): KeptBack => ({ call, note: null })
const kept = (note: string | null): KeptBack => ({ call: null, note })

export async function keepBack(
  call: Call,
  tenant: VirtualTenant,
  settings: KeepSettings,
): Promise<KeptBack> {
  const place = readResourcePath(call.path)
  const isPart = place.part !== ''
  if (call.method === 'DELETE') {
    return isPart || /\/permissions$/.test(call.path)
      ? keepUndeclared(call, tenant, settings)
      : keepNeeded(call, tenant, settings)
  }
  if (call.method !== 'PATCH' || isPart || !isObject(call.body)) return asItIs(call)
  if (place.type === 'connections') return keepOptions(call, call.body, tenant)
  if (place.type !== 'clients') return asItIs(call)
  const { client_authentication_methods: methods } = call.body
  if (methods === null)
    return keepUndeclared(call, tenant, settings, 'client_authentication_methods')
  return takeMetadata(call, call.body, tenant)
}

/** Members under which the tenant folder speaks of what is a part of its own in the API. */
const MEMBERS: Readonly<Record<string, string>> = { credentials: 'client_authentication_methods' }

/** A part that the file does not speak of is not git's: a missing member is no empty one. */
async function keepUndeclared(
  call: Call,
  tenant: VirtualTenant,
  { assets }: KeepSettings,
  of = '',
): Promise<KeptBack> {
  const place = readResourcePath(call.path)
  const member = of || (MEMBERS[place.part] ?? place.part)
  const { type, name } = await nameResource(place, await tenant.now(place.root), tenant)
  const asset = objectsIn(assets()[type]).find((one) => one.name === name)
  if (asset === undefined || member in asset) return asItIs(call)
  return kept(
    `${type}/${name}: ${member}: not in git, so kept; the Deploy CLI alone would remove it`,
  )
}

/** Things that the tenant, or this deploy, cannot live without, and things that are not git's. */
async function keepNeeded(
  call: Call,
  tenant: VirtualTenant,
  { keeps, ownClientIds }: KeepSettings,
): Promise<KeptBack> {
  const place = readResourcePath(call.path)
  const value = (await tenant.now(place.root)) ?? {}
  const { type, name } = await nameResource(place, value, tenant)
  if ((keeps[type] ?? []).includes(name)) return kept(null)
  const isGrant = type === 'clientGrants'
  // Also where nobody shows it.
  const isOwn = type === 'clients' && ownClientIds.has(lastStep(place.root))
  if (isOwn || (!isGrant && isOwnClient(value, ownClientIds))) return kept(null)
  if (value.global === true || value.is_system === true) return kept(null)
  if (value.is_first_party === false) return kept(null)
  if (type === 'roles' && value.type === 'organization') return kept(null)
  const whose = isGrant ? await granteeBesideGit(value, tenant, ownClientIds) : ''
  if (whose === null) return kept(null)
  if (whose !== '') {
    return kept(`clientGrants/${name}: not in git, and ${whose}, so kept and ${NOT_COMPARED}`)
  }
  // Bound after all, it shall be refused by the tenant: `force` would unbind it without a word.
  return asItIs({ ...call, query: new URLSearchParams() })
}

/** In words; null for the grant by which this deploy or the guard works, empty for one that git could have. */
async function granteeBesideGit(
  grant: JsonObject,
  tenant: VirtualTenant,
  ownClientIds: ReadonlySet<string>,
): Promise<string | null> {
  if (isOwnClient(grant, ownClientIds)) {
    return MANAGEMENT_API.test(textOf(grant.audience))
      ? null
      : 'of the application that this deploy, or the guard, signs in with'
  }
  if (grant.default_for !== undefined) return 'of every third-party application'
  return (await isFirstParty(textOf(grant.client_id), tenant))
    ? ''
    : 'of an application that is no first party'
}

/** What has no client belongs to none of ours. */
const isOwnClient = ({ client_id: id }: JsonObject, ownClientIds: ReadonlySet<string>): boolean =>
  textOf(id) !== '' && ownClientIds.has(textOf(id))

const MANAGEMENT_API = /^https:\/\/[^/]+\/api\/v2\/$/

async function isFirstParty(clientId: string, tenant: VirtualTenant): Promise<boolean> {
  const client = (await listClients(tenant)).find((one) => one.client_id === clientId)
  return client === undefined || (client.is_first_party !== false && client.global !== true)
}

/** `options` are replaced whole, at every level; lists belong to git once it names them. */
async function keepOptions(call: Call, body: JsonObject, tenant: VirtualTenant): Promise<KeptBack> {
  const existing = (await tenant.now(call.path))?.options
  if (!isObject(body.options) || !isObject(existing)) return asItIs(call)
  const out = excludedBy(body.options)
  const beside = Object.entries(existing).filter(([name]) => !out.includes(name))
  const options = laidUnder(body.options, Object.fromEntries(beside))
  return asItIs({ ...call, body: { ...body, options } })
}

/**
 * Options of a database, of which the tenant takes those of one side alone.
 * @fact The Deploy CLI takes what is there of the one side out where git has the other. (auth0-deploy-cli 8.44.0,
 * lib/tools/auth0/handlers/databases.js; read 2026-12-03)
 */
const SIDES = [
  [['attributes'], ['requires_username', 'validation']],
  [
    ['password_options'],
    [
      'passwordPolicy',
      'password_complexity_options',
      'password_history',
      'password_no_personal_info',
      'password_dictionary',
    ],
  ],
] as const

const excludedBy = (wanted: JsonObject): readonly string[] =>
  SIDES.flatMap((sides) =>
    sides.flatMap((side, at) =>
      side.some((name) => Object.hasOwn(wanted, name)) ? (sides[1 - at] ?? []) : [],
    ),
  )

/** Auth0 lays metadata of a client over what is there: a key goes only where it is set to null. */
async function takeMetadata(
  call: Call,
  body: JsonObject,
  tenant: VirtualTenant,
): Promise<KeptBack> {
  const existing = (await tenant.now(call.path))?.client_metadata
  const { client_metadata: wanted } = body
  if (!isObject(wanted) || !isObject(existing)) return asItIs(call)
  const gone = Object.keys(existing).filter((key) => !Object.hasOwn(wanted, key))
  const metadata = { ...wanted, ...Object.fromEntries(gone.map((key) => [key, null])) }
  return asItIs({ ...call, body: { ...body, client_metadata: metadata } })
}

/**
 * Writes that git asks for and the Deploy CLI does not make: it takes an empty list of a connection's
 * clients for none, and leaves them enabled.
 */
export async function addLeftOut(
  assets: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly Call[]> {
  const emptied = [...objectsIn(assets.connections), ...objectsIn(assets.databases)].filter(
    ({ enabled_clients: clients }) => Array.isArray(clients) && clients.length === 0,
  )
  if (emptied.length === 0) return []
  const connections = await listConnections(tenant)
  const calls = await Promise.all(
    emptied.map(async ({ name }): Promise<readonly Call[]> => {
      const id = textOf(connections.find((one) => one.name === name)?.id)
      const path = `/connections/${encodeURIComponent(id)}/clients`
      const left = id === '' ? [] : await listEnabledClients(tenant, path)
      if (left.length === 0) return []
      const body = left.map(({ client_id }) => ({ client_id: textOf(client_id), status: false }))
      return [{ method: 'PATCH', path, query: new URLSearchParams(), body }]
    }),
  )
  return calls.flat()
}
