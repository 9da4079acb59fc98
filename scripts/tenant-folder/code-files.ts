import { posix } from 'node:path'
import { recordOf, textOf } from './loose-json.ts'
import type { Resource } from './tenant-folder.ts'

/**
 * Where the Deploy CLI reads what a path in a file of the tenant folder names, relative to the checkout.
 * An export that was made on Windows has backslashes.
 */
const fileNamed = (folder: string, path: unknown): string =>
  posix.join(folder, textOf(path).replaceAll('\\', '/'))

/** The code of an Action, or of an Action Module. */
export const codeFileOf = ({ value }: Pick<Resource, 'value'>): string =>
  fileNamed('tenant', value.code)

export type ScriptFile = { readonly script: string; readonly file: string }

/** The scripts of a database that stand in files of their own. */
export const scriptFilesOf = ({ file, value }: Resource): readonly ScriptFile[] =>
  Object.entries(recordOf(recordOf(value.options).customScripts)).map(([script, path]) => ({
    script,
    file: fileNamed(posix.dirname(file), path),
  }))
