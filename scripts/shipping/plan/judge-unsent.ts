import type { Call } from '../../gateway/call.ts'
import type { Differ } from '../../gateway/create-differ.ts'
import type { FieldChange } from '../../gateway/field-change.ts'
import { laidUnder } from '../../gateway/laid-under.ts'
import { NOT_COMPARED } from '../../gateway/not-compared.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type Json, type JsonObject, textOf } from '../../ground/json-value.ts'
import type { Fault } from '../../ground/user-fault.ts'
import { COMPARED_MEMBERS, OF_EVERY_TENANT } from './compared-members.ts'
import { type PlacedAsset, placeAssets } from './place-assets.ts'
import { readShown, type Shown } from './read-shown.ts'

/** What stands against a deploy, and what its plan has to say beside. */
export type Judgement = {
  readonly refusals: readonly Fault[]
  readonly notes: readonly string[]
}

/**
 * Members in which git and the tenant would still differ after the deploy, because the Deploy CLI does not send
 * them: no write says so. One that the tenant does not show is not compared.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 * @param tenant as it would be after the writes of the rehearsal
 * @param asked all writes that the Deploy CLI asked for, needed or not
 */
export async function judgeUnsent(
  assets: JsonObject,
  tenant: VirtualTenant,
  asked: readonly Call[],
  differ: Differ,
): Promise<Judgement> {
  const shown = await readShown(tenant)
  const sent = (path: string): readonly JsonObject[] =>
    asked.flatMap(({ path: one, body }) => (one === path && isObject(body) ? [body] : []))
  const judged = (await placeAssets(assets, shown)).map(async (one) => {
    const before = await shown.before(one.path)
    return judgeAsset({ ...one, before }, sent(one.path), shown, differ)
  })
  const all = (await Promise.all(judged)).flat()
  return {
    refusals: all.filter((one): one is Fault => typeof one !== 'string'),
    notes: all.filter((one): one is string => typeof one === 'string'),
  }
}

function judgeAsset(
  { type, key, wanted, existing, before }: PlacedAsset & { readonly before: JsonObject },
  sent: readonly JsonObject[],
  shown: Shown,
  differ: Differ,
): readonly (Fault | string)[] {
  const { called = {}, ofTenant = [], told = [], parts = {} } = COMPARED_MEMBERS[type] ?? {}
  const members = Object.entries(wanted)
    .filter(([member]) => !OF_EVERY_TENANT.includes(member) && !ofTenant.includes(member))
    .filter(([member]) => !Object.hasOwn(parts, member))
    .map(([member, value]) => [called[member] ?? member, value] as const)
  const inGit = Object.fromEntries(members)
  const gitsWord = (path: string): string =>
    Object.entries(called).find(([, member]) => member === path)?.[0] ?? path
  const [now, whole] = [existing, laidUnder(existing, before)].map((value) =>
    leftOf(inGit, shown.inWordsOf(inGit, value), differ),
  )
  return stillDiffering(now, whole).flatMap((field) => {
    const named = { ...field, path: gitsWord(field.path) }
    const last = sent.map((body) => valueAt(body, field.path)).findLast(isSaid)
    if (last !== undefined) {
      // What the tenant keeps to itself, and secrets, are compared where they are sent.
      const isKept = (field.kind === 'added' && last !== null) || field.means !== undefined
      return isKept ? [] : [sentOtherwise(key, named)]
    }
    if (field.kind !== 'added' && told.includes(field.path)) return otherThere(key, named)
    return unsent(key, named)
  })
}

const isSaid = (value: Json | undefined): boolean => value !== undefined

/** What is sent in part stands in the place of the whole until the tenant has answered. */
const stillDiffering = (
  now: readonly FieldChange[] = [],
  whole: readonly FieldChange[] = [],
): readonly FieldChange[] =>
  now.flatMap((field) =>
    field.kind === 'added' ? whole.filter(({ path }) => isWithin(path, field.path)) : [field],
  )

const isWithin = (path: string, other: string): boolean =>
  path === other || path.startsWith(`${other}.`) || path.startsWith(`${other}[`)

/** What is left to differ, but for what a tenant that has none of it may leave out. */
export const leftOf = (
  wanted: JsonObject,
  existing: JsonObject,
  differ: Differ,
): readonly FieldChange[] =>
  differ('', wanted, withoutNulls(existing), false).fields.filter(
    ({ path, kind }) => kind !== 'added' || !isNothing(valueAt(wanted, path)),
  )

/** A refusal; a note where the tenant does not show it. */
export const unsent = (key: string, field: FieldChange): Fault | string =>
  field.kind === 'added'
    ? `${key}: ${field.path}: the Deploy CLI does not send it, and the tenant does not show it, so it is ${NOT_COMPARED}`
    : immutable(key, field)

/** What is set to null is taken away. */
const withoutNulls = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== null)
      .map(([key, member]) => [key, isObject(member) ? withoutNulls(member) : member]),
  )

/** To the list in which the place is, where it is in one. */
const valueAt = (value: JsonObject, path: string): Json | undefined =>
  path
    .replace(/\[.*$/s, '')
    .split('.')
    .reduce<Json | undefined>(
      (one, step) => (isObject(one) && Object.hasOwn(one, step) ? one[step] : undefined),
      value,
    )

/** What a tenant that has none of it may leave out. */
const isNothing = (value: Json | undefined): boolean =>
  [undefined, null, false, ''].some((none) => none === value) ||
  (typeof value === 'object' && Object.keys(value ?? {}).length === 0)

const sentOtherwise = (key: string, { path, after }: FieldChange): string =>
  `${key}: ${path} is ${told(after)} in git, and the Deploy CLI sends another one, so it is ${NOT_COMPARED}`

const otherThere = (key: string, { path, before, after }: FieldChange): string =>
  `${key}: ${path} is ${told(before)} in the tenant and ${told(after)} in git, and no deploy changes it, so it is ${NOT_COMPARED}`

const immutable = (key: string, { path, before, after }: FieldChange): Fault => ({
  code: 'field_immutable',
  message: `\`${path}\` of \`${key}\` is ${told(before)} in the tenant and cannot become ${told(after)}: the Deploy CLI does not send it`,
  fix: 'say in git what the tenant has; or give it another name in git, or delete the one in the tenant first',
})

const told = (value: unknown): string =>
  value === undefined ? 'another' : `\`${textOf(value) || JSON.stringify(value)}\``
