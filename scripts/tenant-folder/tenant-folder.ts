import type { ResourceType } from '../project/environment-file.ts'
import { mapKeywords } from '../project/keywords.ts'
import { typeOfResourceFile } from '../project/resource-folders.ts'
import { type JsonDocument, parseDocument } from './json-document.ts'
import { type JsonPath, recordOf, textOf } from './loose-json.ts'
import type { Place } from './place.ts'
import type { TenantTexts } from './tenant-texts.ts'

/** One thing that the tenant folder declares. */
export type Resource = {
  readonly type: ResourceType
  readonly file: string
  readonly name: string
  /** With the environment's keywords put in. */
  readonly value: Readonly<Record<string, unknown>>
  /** As it is in git, markers and all. */
  readonly written: Readonly<Record<string, unknown>>
  readonly place: (path: JsonPath) => Place
}

/** The tenant folder as one environment's deploy would read it: keywords first, then JSON. */
export type TenantFolder = {
  readonly documents: readonly JsonDocument[]
  readonly resources: readonly Resource[]
}

/** Files that are not JSON after the keywords are put in are documents, but no resources. */
export function parseTenantFolder(
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
    documents: parsed.map(({ document }) => document),
    resources: parsed.flatMap(({ document, written, type }): Resource[] => {
      if (type === null || document.brokenAt !== null) return []
      const { file, place } = document
      const value = asLoaded(type, recordOf(document.value))
      const name = textOf(value.name) || file.slice(file.lastIndexOf('/') + 1, -'.json'.length)
      return [{ type, file, name, value, written: recordOf(written), place }]
    }),
  }
}

/** Scripts of a database may stand beside its options; the Deploy CLI puts them into them. */
function asLoaded(
  type: ResourceType,
  value: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { customScripts, options } = value
  if (type !== 'databases' || customScripts === undefined) return value
  return { ...value, options: { ...recordOf(options), customScripts } }
}
