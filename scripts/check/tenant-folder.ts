import type { TenantTexts } from '../bundle/tenant-texts.ts'
import { RESOURCE_TYPES, type ResourceType } from '../project/environment-file.ts'
import { mapKeywords } from '../project/keywords.ts'
import { RESOURCE_FOLDERS } from '../project/resource-folders.ts'
import type { Place } from './finding.ts'
import { type JsonDocument, parseDocument } from './json-document.ts'
import { type JsonPath, recordOf, textOf } from './json-value.ts'

/** One JSON file of the tenant folder. */
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

/** The tenant folder as one environment's deploy would read it. */
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
    type: typeOf(file),
  }))
  return {
    documents: parsed.map(({ document }) => document),
    resources: parsed.flatMap(({ document, written, type }): Resource[] => {
      if (type === null || document.brokenAt !== null) return []
      const { file, place } = document
      const value = recordOf(document.value)
      const name = textOf(value.name) || file.slice(file.lastIndexOf('/') + 1, -'.json'.length)
      return [{ type, file, name, value, written: recordOf(written), place }]
    }),
  }
}

/** The type whose handler reads this file; null for files that belong to no type's listing. */
function typeOf(file: string): ResourceType | null {
  const type = RESOURCE_TYPES.find((candidate) => {
    const folder = RESOURCE_FOLDERS[candidate]
    if (candidate === 'tenant') return file === folder
    const inner = file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : null
    if (candidate === 'databases') return inner !== null && /^[^/]+\/database\.json$/.test(inner)
    return inner !== null && !inner.includes('/')
  })
  return type ?? null
}
