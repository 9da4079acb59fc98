import { RESOURCE_TYPES, type ResourceType } from '../../gateway/resource-types.ts'
import { type JsonPath, recordOf, textOf } from '../../ground/json-value.ts'
import { mapKeywords } from '../keywords.ts'
import { typeOfResourceFile } from '../resource-folders.ts'
import { type JsonDocument, parseDocument } from './json-document.ts'
import type { Place } from './place.ts'
import { isYaml, type TenantTexts } from './tenant-texts.ts'
import { parseYaml } from './yaml-document.ts'

/** One thing that the tenant folder declares. */
export type Resource = {
  readonly type: ResourceType
  readonly file: string
  readonly name: string
  /** With the environment's keywords put in. */
  readonly value: Readonly<Record<string, unknown>>
  /** As it is in git, markers and all. */
  readonly written: Readonly<Record<string, unknown>>
  /** Where it stands in its file; empty where the file is nothing else. */
  readonly root: JsonPath
  /** @param path from the resource inwards */
  readonly place: (path: JsonPath) => Place
}

/** The tenant folder as one environment's deploy would read it: keywords first, then JSON or YAML. */
export type TenantFolder = {
  readonly documents: readonly JsonDocument[]
  readonly resources: readonly Resource[]
  /** The one file that declares everything, in place of folders; null where there are folders. */
  readonly yaml: JsonDocument | null
}

/** Files that cannot be read after the keywords are put in are documents, but no resources. */
export function parseTenantFolder(
  texts: TenantTexts,
  keywords: Readonly<Record<string, unknown>>,
): TenantFolder {
  const yaml = [...texts.files].find(([file]) => isYaml(file))
  return yaml === undefined
    ? parseFolders(texts, keywords)
    : parseYamlTenant(yaml[0], yaml[1], keywords)
}

function parseFolders(
  texts: TenantTexts,
  keywords: Readonly<Record<string, unknown>>,
): TenantFolder {
  const json = [...texts.files].filter(([file]) => file.endsWith('.json'))
  const parsed = json.map(([file, text]) => ({
    document: parseDocument(file, mapKeywords(text, keywords)),
    written: parseDocument(file, mapKeywords(text, {})).value,
    type: typeOfResourceFile(file),
  }))
  return {
    yaml: null,
    documents: parsed.map(({ document }) => document),
    resources: parsed.flatMap(({ document, written, type }): Resource[] => {
      if (type === null || document.brokenAt !== null) return []
      const { file, place } = document
      const value = asLoaded(type, recordOf(document.value))
      const name = textOf(value.name) || file.slice(file.lastIndexOf('/') + 1, -'.json'.length)
      return [{ type, file, name, value, written: recordOf(written), root: [], place }]
    }),
  }
}

/** Its keys are types; below them are lists of resources, or what there is one of. */
function parseYamlTenant(
  file: string,
  text: string,
  keywords: Readonly<Record<string, unknown>>,
): TenantFolder {
  const yaml = parseYaml(file, mapKeywords(text, keywords))
  const written = parseYaml(file, mapKeywords(text, {})).value
  const resources = rootsIn(yaml.value).map(({ type, root }): Resource => {
    const value = asLoaded(type, recordOf(valueAt(yaml.value, root)))
    const name = textOf(value.name) || kebab(String(root.at(-1)))
    const place = (path: JsonPath): Place => yaml.place([...root, ...path])
    return { type, file, name, value, written: recordOf(valueAt(written, root)), root, place }
  })
  return { yaml, documents: [yaml], resources }
}

/** Types of which each member is a file of its own, where there are folders. */
const IN_PARTS: readonly ResourceType[] = ['attackProtection']

export type Root = { readonly type: ResourceType; readonly root: JsonPath }

/** Where in one file for everything each resource stands. */
export const rootsIn = (value: unknown): readonly Root[] =>
  RESOURCE_TYPES.flatMap((type): readonly Root[] => {
    const section = recordOf(value)[type]
    if (section === undefined || section === null) return []
    if (Array.isArray(section)) return section.map((_, index) => ({ type, root: [type, index] }))
    if (!IN_PARTS.includes(type)) return [{ type, root: [type] }]
    return Object.keys(recordOf(section)).map((part) => ({ type, root: [type, part] }))
  })

export const valueAt = (value: unknown, path: JsonPath): unknown =>
  path.reduce<unknown>(
    (inner, step) => (Array.isArray(inner) ? inner[Number(step)] : recordOf(inner)[step]),
    value,
  )

/** `bruteForceProtection` is read from `brute-force-protection.json`. */
export const kebab = (member: string): string =>
  member.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** Scripts of a database may stand beside its options; the Deploy CLI puts them into them. */
function asLoaded(
  type: ResourceType,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { customScripts, options } = value
  if (type !== 'databases' || customScripts === undefined) return value
  return { ...value, options: { ...recordOf(options), customScripts } }
}
