import { type JsonObject, objectsIn, textOf } from '../ground/json-value.ts'
import { type Differ, isAction } from './create-differ.ts'
import type { FieldChange } from './field-change.ts'
import type { Ledger, LedgerEntry } from './ledger.ts'
import type { PlannedWrite } from './planned-write.ts'
import {
  clientName,
  nameItem,
  nameResource,
  type ResourcePath,
  readResourcePath,
} from './resource-path.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

export type NetEffect = {
  readonly effects: readonly ResourceEffect[]
  /** Writes that would leave and of which nothing is left to be seen, such as one that another takes back. */
  readonly takenBack: readonly string[]
}

/** What a run would have done to one resource, its parts included. */
export type ResourceEffect = {
  readonly kind: 'create' | 'update' | 'delete'
  readonly type: string
  readonly name: string
  /** Path of the resource; of a new one, with the name that the plan gave it. */
  readonly root: string
  /** As the tenant has it; empty for what is new. */
  readonly before: JsonObject
  /** As it would be. */
  readonly after: JsonObject
  readonly fields: readonly FieldChange[]
  /** Of an Action: its draft is put to use. */
  readonly isDeployed: boolean
}

/** The difference between the tenant and what it would be, by resource, in the order of the writes. */
export async function netEffect(
  ledger: Ledger,
  writes: readonly PlannedWrite[],
  tenant: VirtualTenant,
  differ: Differ,
): Promise<NetEffect> {
  const roots = new Map<string, { readonly place: ResourcePath; parts: [string, LedgerEntry][] }>()
  const touched = [...ledger.entries]
  for (const path of ledger.deployed) {
    if (ledger.entries.has(path)) continue
    const before = (await tenant.before(path)) ?? {}
    touched.push([path, { kind: 'changed', before, members: {}, isWhole: false }])
  }
  for (const [path, entry] of touched) {
    const place = readResourcePath(path)
    const known = roots.get(place.root) ?? { place, parts: [] }
    known.parts.push([path, entry])
    roots.set(place.root, known)
  }
  const effects: ResourceEffect[] = []
  const unseen: string[] = []
  for (const { place, parts } of roots.values()) {
    const effect = await effectOn(place, parts, { ledger, tenant, differ, unseen })
    if (effect !== null) effects.push(effect)
  }
  const takenBack = writes.filter(({ path }) => unseen.includes(path))
  return {
    effects,
    takenBack: [...new Set(takenBack.map(({ method, path }) => `${method} ${path}`))],
  }
}

type Run = {
  readonly ledger: Ledger
  readonly tenant: VirtualTenant
  readonly differ: Differ
  readonly unseen: string[]
}

async function effectOn(
  place: ResourcePath,
  parts: readonly [string, LedgerEntry][],
  run: Run,
): Promise<ResourceEffect | null> {
  const { tenant, ledger } = run
  const { root } = place
  const own = parts.find(([path]) => path === root)?.[1]
  const before = own?.before ?? (await tenant.before(root)) ?? {}
  const after = tenant.form(root) ?? (await tenant.now(root)) ?? {}
  const { type, name } = await nameResource(
    place,
    Object.keys(before).length > 0 ? before : after,
    tenant,
  )
  const kind = own?.kind === 'created' ? 'create' : own?.kind === 'removed' ? 'delete' : 'update'
  const isDeployed = ledger.deployed.has(root)
  const seen = kind === 'delete' ? [] : parts
  const byPart = await Promise.all(seen.map(([path, entry]) => fieldsOf(path, entry, run)))
  const fields = byPart.flat()
  const silent = seen.filter(([path], at) => byPart[at]?.length === 0 && !isTold(path, own, run))
  run.unseen.push(...silent.map(([path]) => path))
  if (kind === 'update' && fields.length === 0 && !isDeployed) return null
  return { kind, type, name, root, before, after, fields, isDeployed }
}

/** A plan says of it that it is new, or put to use. */
const isTold = (path: string, own: LedgerEntry | undefined, { ledger }: Run): boolean =>
  ledger.deployed.has(path) || (own?.kind === 'created' && path === readResourcePath(path).root)

async function fieldsOf(
  path: string,
  { kind, before, members, isWhole }: LedgerEntry,
  { tenant, differ }: Run,
): Promise<readonly FieldChange[]> {
  const place = readResourcePath(path)
  if (path === place.root || isAction(path)) return differ(path, members, before, isWhole).fields
  // A part that goes as a whole, such as what is at `scim-configuration`.
  if (place.item === '' && kind === 'removed') return [{ path: place.part, kind }]
  if (place.item === '') {
    const [wanted, existing] = await Promise.all([
      withNames(members, tenant),
      withNames(before, tenant),
    ])
    const { fields } = differ(path, wanted, existing, isWhole)
    const isForm = Object.keys(members).some((member) => FORM_MEMBERS.has(member))
    return isForm ? fields : fields.map((field) => under(place.part, field))
  }
  const prefix = `${place.part}[${await nameItem(place, kind === 'removed' ? before : members, tenant)}]`
  if (kind === 'removed') return [{ path: prefix, kind: 'removed' }]
  // With all of it: what a part lets in is in its members, such as who becomes a member by signing in.
  if (kind === 'created') {
    return differ(path, { part: members }, {}, false).fields.map((field) => ({
      ...field,
      path: prefix,
    }))
  }
  return differ(path, members, before, isWhole).fields.map((field) => under(prefix, field))
}

/** Members that the tenant folder has in the resource itself. */
const FORM_MEMBERS = new Set(['bindings', 'clients', 'enabled_clients', 'permissions', 'template'])

const under = (prefix: string, field: FieldChange): FieldChange => ({
  ...field,
  path: `${prefix}.${field.path}`,
})

/** Lists of clients speak of ids; people know their names. */
async function withNames(value: JsonObject, tenant: VirtualTenant): Promise<JsonObject> {
  const { enabled_clients: enabled, clients } = value
  return {
    ...value,
    ...(Array.isArray(enabled)
      ? {
          enabled_clients: await Promise.all(enabled.map((id) => clientName(textOf(id), tenant))),
        }
      : {}),
    ...(Array.isArray(clients)
      ? {
          clients: await Promise.all(
            objectsIn(clients).map(async (one) => ({
              ...one,
              client_id: await clientName(textOf(one.client_id), tenant),
            })),
          ),
        }
      : {}),
  }
}

/** Names of the Actions that a trigger runs, in their order; of bindings in their own form. */
export const boundActions = (value: JsonObject): readonly string[] =>
  objectsIn(value.bindings).map(({ action_name: name }) => textOf(name))
