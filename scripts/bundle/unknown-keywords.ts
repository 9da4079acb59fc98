import { recordOf } from '../ground/json-value.ts'
import type { EnvironmentFile } from '../project/environment-file.ts'
import { type Marker, markersIn } from '../project/keywords.ts'
import { isManagedFile } from '../project/resource-folders.ts'
import { codeFileOf, scriptFilesOf } from '../project/tenant-folder/code-files.ts'
import type { JsonDocument } from '../project/tenant-folder/json-document.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../project/tenant-folder/tenant-texts.ts'

export type UnknownKeyword = Marker & { readonly file: string }

/**
 * No keyword of ours can have the name of one of Auth0's own macros.
 * @fact Auth0 fills in macros itself when it shows a page or sends a message: `@@config@@` in login
 * pages, `@@password@@` in text messages. (Auth0 docs, customize login pages; read 2026-11-28)
 */
const isMacro = ({ kind, name }: Marker): boolean => kind === '@@' && !/[A-Z]/.test(name)

/** Keywords nobody gives a value to, in what a deploy reads: it would upload them as they stand. */
export function unknownKeywords(
  environment: Pick<EnvironmentFile, 'manages' | 'keywords' | 'secrets'>,
  { files }: TenantTexts,
  { resources, yaml }: TenantFolder,
): readonly UnknownKeyword[] {
  const { manages, keywords, secrets } = environment
  const known = new Set([...Object.keys(keywords), ...secrets])
  const named = new Set(
    resources
      .filter(({ type }) => manages.includes(type))
      .flatMap((resource) => [
        codeFileOf(resource),
        ...scriptFilesOf(resource).map(({ file }) => file),
      ]),
  )
  return [...files]
    .filter(([file]) => file === yaml?.file || isManagedFile(file, manages) || named.has(file))
    .flatMap(([file, text]) => markersIn(text).map((marker) => ({ ...marker, file })))
    .filter(({ file, line }) => file !== yaml?.file || isManagedLine(yaml, line, manages))
    .filter((marker) => !known.has(marker.name) && !isMacro(marker))
}

/** In one file for everything, each type goes from its key to the next. */
function isManagedLine(yaml: JsonDocument, line: number, manages: readonly string[]): boolean {
  const begun = Object.keys(recordOf(yaml.value))
    .map((type) => ({ type, line: yaml.place([type]).line }))
    .filter((section) => section.line <= line)
  const type = begun.toSorted((left, right) => right.line - left.line)[0]?.type
  return type === undefined || manages.includes(type)
}
