import { posix } from 'node:path'
import { recordOf, textOf } from '../../ground/json-value.ts'
import type { Resource } from './tenant-folder.ts'

/**
 * Where the Deploy CLI reads what a path in a file of the tenant folder names, relative to the checkout.
 * An export that was made on Windows has backslashes.
 */
export const fileNamed = (folder: string, path: unknown): string =>
  posix.join(folder, textOf(path).replaceAll('\\', '/'))

/** The code of an Action, or of an Action Module. */
export const codeFileOf = ({ value }: Pick<Resource, 'value'>): string =>
  fileNamed('tenant', value.code)

/** Why the code of an Action is nowhere, and what to write instead. */
export function codeMissing(
  action: Resource,
  files: ReadonlyMap<string, string>,
): { readonly message: string; readonly fix: string } {
  const { file, name, value } = action
  const what = `\`code\` of \`${name}\` in \`${file}\``
  if (textOf(value.code).includes('\n')) {
    return {
      message: `${what} is the code itself, which the Deploy CLI takes for the name of a file`,
      fix: 'move it to a file `tenant/actions/<name>/code.js`, and write `./actions/<name>/code.js`',
    }
  }
  const wanted = codeFileOf(action)
  // Exports of before named it from where they were made; people name it from beside its declaration.
  const meant = ['.', posix.dirname(file)]
    .map((folder) => fileNamed(folder, value.code))
    .find((one) => files.has(one))
  return {
    message: `${what} names \`${posix.relative('tenant', wanted)}\`, which is not in the tenant folder`,
    fix:
      meant === undefined
        ? `add \`${wanted}\`, or name the Action \`org-guard-<trigger>\` to have ours bundled there`
        : `write \`./${posix.relative('tenant', meant)}\`: it is looked for from the tenant folder on`,
  }
}

export type ScriptFile = { readonly script: string; readonly file: string }

/** The scripts of a database that stand in files of their own. */
export const scriptFilesOf = ({ file, value }: Resource): readonly ScriptFile[] =>
  Object.entries(recordOf(recordOf(value.options).customScripts)).map(([script, path]) => ({
    script,
    file: fileNamed(posix.dirname(file), path),
  }))
