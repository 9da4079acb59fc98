import type { EnvironmentFile } from '../project/environment-file.ts'
import { type Marker, markersIn } from '../project/keywords.ts'
import { isManagedFile } from '../project/resource-folders.ts'
import { codeFileOf, scriptFilesOf } from '../tenant-folder/code-files.ts'
import type { TenantFolder } from '../tenant-folder/tenant-folder.ts'
import type { TenantTexts } from '../tenant-folder/tenant-texts.ts'

export type UnknownKeyword = Marker & { readonly file: string }

/**
 * Auth0's own macros, which it fills in itself when it shows a page or sends a message: `@@config@@`
 * of login pages, `@@password@@` of text messages (Auth0 docs, read 2026-11-28). No keyword of ours can
 * have such a name.
 */
const isMacro = ({ kind, name }: Marker): boolean => kind === '@@' && !/[A-Z]/.test(name)

/** Keywords nobody gives a value to, in what a deploy reads: it would upload them as they stand. */
export function unknownKeywords(
  environment: EnvironmentFile,
  { files }: TenantTexts,
  { resources }: TenantFolder,
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
    .filter(([file]) => isManagedFile(file, manages) || named.has(file))
    .flatMap(([file, text]) => markersIn(text).map((marker) => ({ ...marker, file })))
    .filter((marker) => !known.has(marker.name) && !isMacro(marker))
}
