import type { Differ } from '../../gateway/create-differ.ts'
import type { FieldChange } from '../../gateway/field-change.ts'
import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import { listActions } from '../../gateway/tenant-lists.ts'
import type { TenantSnapshot } from '../../gateway/tenant-snapshot.ts'
import { openVirtualTenant, type VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { FIXED_MEMBERS, type FixedMembers } from './fixed-members.ts'

/** What stands against a deploy, and what its plan has to say beside. */
export type Judgement = {
  readonly refusals: readonly Fault[]
  readonly notes: readonly string[]
}

/**
 * Members in which git and the tenant differ, and that no write would bring: the Deploy CLI sends them for
 * something new alone. One that the tenant does not show is no difference, and not compared.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export async function judgeFixed(
  assets: JsonObject,
  { snapshot }: VirtualTenant,
  differ: Differ,
): Promise<Judgement> {
  const names = await actionNames(assets, snapshot)
  const found = Object.entries(FIXED_MEMBERS).map(async ([type, fixed]) => {
    const wanted = objectsIn(assets[type])
    if (wanted.length === 0) return []
    const shown = await shownAt(snapshot, fixed.path)
    return wanted.flatMap((one) => {
      const existing = findIn(shown, fixed, one)
      if (existing === undefined) return []
      const words = fixed.inWords?.(existing, (id) => names.get(id) ?? id) ?? existing
      const key = `${type}/${textOf(one.name) || textOf(one[fixed.by[0] ?? ''])}`
      const members = [...fixed.members, ...(fixed.also?.(one) ?? [])]
      return [...new Set(members)].flatMap((member) => compare(key, member, one, words, differ))
    })
  })
  const all = (await Promise.all(found)).flat()
  return {
    refusals: all.filter((one): one is Fault => typeof one !== 'string'),
    notes: all.filter((one): one is string => typeof one === 'string'),
  }
}

/** As the tenant has them now, by id; none where git names none. */
async function actionNames(
  assets: JsonObject,
  snapshot: TenantSnapshot,
): Promise<ReadonlyMap<string, string>> {
  const naming = [...objectsIn(assets.tokenExchangeProfiles), ...objectsIn(assets.eventStreams)]
  if (naming.length === 0) return new Map()
  const actions = await listActions(openVirtualTenant(snapshot))
  return new Map(actions.map(({ id, name }) => [textOf(id), textOf(name)]))
}

/** What the Deploy CLI was shown of a list; what it did not see is in a note of its own. */
async function shownAt(snapshot: TenantSnapshot, path: string): Promise<readonly JsonObject[]> {
  const taken = await snapshot.readings()
  return taken.flatMap(({ call, reading }) =>
    call.path === path && !call.query.has('fields') && reading.kind === 'list'
      ? objectsIn(reading.items)
      : [],
  )
}

function findIn(shown: readonly JsonObject[], { by }: FixedMembers, wanted: JsonObject) {
  const member = by.find((one) => textOf(wanted[one]) !== '')
  return member === undefined ? undefined : shown.find((one) => one[member] === wanted[member])
}

function compare(
  key: string,
  member: string,
  wanted: JsonObject,
  existing: JsonObject,
  differ: Differ,
): readonly (Fault | string)[] {
  const [value, other] = [memberAt(wanted, member), memberAt(existing, member)]
  if (value === undefined || (other === undefined && isNothing(value))) return []
  if (other === undefined) return [unseen(key, member)]
  return differ('', { [member]: value }, { [member]: other }, false).fields.map((field) =>
    field.kind === 'added' ? unseen(key, field.path) : immutable(key, field),
  )
}

const memberAt = (value: JsonObject, path: string): Json | undefined =>
  path
    .split('.')
    .reduce<Json | undefined>(
      (one, step) => (isObject(one) && Object.hasOwn(one, step) ? one[step] : undefined),
      value,
    )

/** What a tenant that has none of it may leave out. */
const isNothing = (value: Json): boolean =>
  [null, false, ''].some((none) => none === value) ||
  (typeof value === 'object' && Object.keys(value ?? {}).length === 0)

const unseen = (key: string, member: string): string =>
  `${key}: ${member}: the Deploy CLI sends it for a new one alone, and the tenant does not show it, so it is ${NOT_COMPARED}`

const immutable = (key: string, { path, before, after }: FieldChange): Fault => ({
  code: 'field_immutable',
  message: `\`${path}\` of \`${key}\` is ${told(before)} in the tenant and cannot become ${told(after)}: the Deploy CLI sends it for a new one alone`,
  fix: 'say in git what the tenant has; or give it another name in git, or delete the one in the tenant first',
})

const told = (value: unknown): string =>
  value === undefined ? 'another' : `\`${textOf(value) || JSON.stringify(value)}\``
