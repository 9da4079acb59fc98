import { below } from '../../gateway/call.ts'
import { identifierOf } from '../../gateway/overlay.ts'
import { aboutType, RESOURCE_TYPES, type ResourceType } from '../../gateway/resource-types.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import { COMPARED_MEMBERS, FOUND_BY, type Part } from './compared-members.ts'
import type { Shown } from './read-shown.ts'

/** One thing that git has, and what the tenant has in its place. */
export type PlacedAsset = {
  readonly type: ResourceType
  /** As a plan calls it. */
  readonly key: string
  readonly wanted: JsonObject
  /** Where it is written to. */
  readonly path: string
  readonly existing: JsonObject
}

/**
 * Finds each thing of the tenant folder where the Deploy CLI finds it; one that is not there is left out.
 * @param assets as the Deploy CLI has loaded them
 */
export async function placeAssets(
  assets: JsonObject,
  shown: Shown,
): Promise<readonly PlacedAsset[]> {
  const placed = RESOURCE_TYPES.map(async (type) => {
    const path = pathOf(type)
    if (path === null) return []
    const loaded = assets[type]
    if (Array.isArray(loaded)) return fromList(type, path, objectsIn(loaded), shown)
    return isObject(loaded) ? settingsAt(type, path, loaded, shown) : []
  })
  return (await Promise.all(placed)).flat()
}

/** Of a collection, or of the one thing that there is; null where a type has no path of its own. */
function pathOf(type: ResourceType): string | null {
  const source = aboutType(type === 'databases' ? 'connections' : type).path?.source
  return (
    source
      ?.replace(/^\^/, '')
      .replace(/\\\/\(.*$/, '')
      .replaceAll('\\/', '/') ?? null
  )
}

async function fromList(
  type: ResourceType,
  collection: string,
  wanted: readonly JsonObject[],
  shown: Shown,
): Promise<readonly PlacedAsset[]> {
  const items = await shown.list(collection)
  const found = wanted.map(async (one): Promise<readonly PlacedAsset[]> => {
    const existing =
      items === null ? null : findIn(items, COMPARED_MEMBERS[type]?.foundBy ?? FOUND_BY, one, shown)
    if (existing === null) return namedByPath(type, collection, one, shown)
    const path = below(collection, textOf(existing[identifierOf(collection)]))
    const own = { type, key: keyOf(type, one), wanted: one, path, existing }
    return [own, ...(await partsOf(own, shown))]
  })
  return (await Promise.all(found)).flat()
}

const keyOf = (type: ResourceType, one: JsonObject): string => {
  const name = type === 'clientGrants' ? `${textOf(one.client_id)} -> ${textOf(one.audience)}` : ''
  const others = (COMPARED_MEMBERS[type]?.foundBy ?? []).flat().map((member) => textOf(one[member]))
  return `${type}/${[name, textOf(one.name), ...others].find((text) => text !== '') ?? ''}`
}

function findIn(
  items: readonly JsonObject[],
  foundBy: readonly (readonly string[])[],
  wanted: JsonObject,
  shown: Shown,
): JsonObject | null {
  for (const members of foundBy) {
    if (members.some((member) => (wanted[member] ?? '') === '')) continue
    const found = items.find((item) =>
      members.every(
        (member) => shown.inWordsOf(wanted[member], item[member] ?? null) === wanted[member],
      ),
    )
    if (found !== undefined) return found
  }
  return null
}

/** Mail templates and factors, which stand at the path of their name. */
async function namedByPath(
  type: ResourceType,
  collection: string,
  wanted: JsonObject,
  shown: Shown,
): Promise<readonly PlacedAsset[]> {
  const path = below(collection, textOf(wanted.template) || textOf(wanted.name))
  const existing = aboutType(type).isNamedByPath === true ? await shown.one(path) : null
  return existing === null ? [] : [{ type, key: keyOf(type, wanted), wanted, path, existing }]
}

async function settingsAt(
  type: ResourceType,
  path: string,
  wanted: JsonObject,
  shown: Shown,
): Promise<readonly PlacedAsset[]> {
  const settings =
    type === 'attackProtection'
      ? Object.entries(wanted).map(
          ([name, value]) => [below(path, kebab(name)), value, name] as const,
        )
      : [[path, wanted, 'settings'] as const]
  const placed = settings.map(async ([at, value, name]): Promise<readonly PlacedAsset[]> => {
    const existing = isObject(value) ? await shown.one(at) : null
    if (!isObject(value) || existing === null) return []
    return [{ type, key: `${type}/${name}`, wanted: value, path: at, existing }]
  })
  return (await Promise.all(placed)).flat()
}

const kebab = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

async function partsOf(
  { type, key, wanted, path }: PlacedAsset,
  shown: Shown,
): Promise<readonly PlacedAsset[]> {
  const parts = Object.entries(COMPARED_MEMBERS[type]?.parts ?? {}).map(async ([member, part]) => {
    if (part === null) return []
    const items = (await shown.list(`${path}/${part.at}`)) ?? []
    return objectsIn(wanted[member]).flatMap((one) => {
      // By which it is found; the tenant may call it otherwise.
      const { [part.by]: name, ...rest } = one
      const existing = findPart(items, part, one, shown)
      if (existing === undefined) return []
      const id = textOf(existing[identifierOf(`${path}/${part.at}`)])
      const place = `${key}: ${member}[${textOf(name)}]`
      return [{ type, key: place, wanted: rest, path: below(`${path}/${part.at}`, id), existing }]
    })
  })
  return (await Promise.all(parts)).flat()
}

const findPart = (
  items: readonly JsonObject[],
  { by, inTenant = by }: Part,
  wanted: JsonObject,
  shown: Shown,
) => items.find((item) => shown.inWordsOf(wanted[by], item[inTenant] ?? null) === wanted[by])
