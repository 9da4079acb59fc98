import type { Fault } from '../../failures.ts'
import { listActions, listClients, listConnections } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import {
  isObject,
  type Json,
  type JsonObject,
  objectsIn,
  textOf,
  textsIn,
} from '../../json-value.ts'

/**
 * Names that lead nowhere. The Deploy CLI drops them without a word, which unlinks an organization
 * or leaves a connection without its application.
 */
export async function unresolvedReferences(
  assets: JsonObject,
  tenant: VirtualTenant,
): Promise<readonly Fault[]> {
  const references = referencesIn(assets)
  const known = async (kind: Kind): Promise<ReadonlySet<string>> => {
    if (references.every((one) => one.kind !== kind)) return new Set()
    const { types, list } = KINDS[kind]
    const existing = await list(tenant)
    const named = [...existing, ...types.flatMap((type) => objectsIn(assets[type]))]
    return new Set(
      named.flatMap(({ name, client_id: id }) => [textOf(name), ...(id ? [textOf(id)] : [])]),
    )
  }
  const names = {
    action: await known('action'),
    client: await known('client'),
    connection: await known('connection'),
  }
  return references
    .filter(({ kind, name }) => !names[kind].has(name))
    .map(({ from, kind, name }) => ({
      code: 'reference_unknown',
      message: `\`${from}\` names the ${kind} \`${name}\`, which is neither in git nor in the tenant`,
      fix: `correct the name, or add the ${kind} first`,
    }))
}

type Kind = 'action' | 'client' | 'connection'
type Reference = { readonly from: string; readonly kind: Kind; readonly name: string }

const KINDS = {
  action: { types: ['actions'], list: listActions },
  client: { types: ['clients'], list: listClients },
  connection: { types: ['connections', 'databases'], list: listConnections },
} as const

function referencesIn(assets: JsonObject): readonly Reference[] {
  const of = (type: string): readonly JsonObject[] => objectsIn(assets[type])
  const from = (type: string, { name }: JsonObject): string => `${type}/${textOf(name)}`
  return [
    ...of('clientGrants').map(({ client_id: client, audience }) => ({
      from: `clientGrants/${textOf(client)} -> ${textOf(audience)}`,
      kind: 'client' as const,
      name: textOf(client),
    })),
    ...['connections', 'databases'].flatMap((type) =>
      of(type).flatMap((one) =>
        textsIn(one.enabled_clients).map((name) => ({
          from: from(type, one),
          kind: 'client' as const,
          name,
        })),
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

const members = (
  value: Json | undefined,
  member: string,
  kind: Kind,
  from: string,
): readonly Reference[] =>
  objectsIn(value).map((one) => ({ from, kind, name: textOf(one[member]) }))
