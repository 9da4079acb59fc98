import type { ResourceType } from '../../gateway/resource-types.ts'
import { type Fault, refuseFaults } from '../../ground/user-fault.ts'
import { typeOfResourceFile } from '../resource-folders.ts'
import type { JsonDocument } from './json-document.ts'
import type { TenantFolder } from './tenant-folder.ts'

/** @throws UserFault for every file of these types that is not JSON: nobody knows what it holds */
export const assertReadable = (
  { documents, yaml }: TenantFolder,
  ...types: readonly ResourceType[]
): void =>
  refuseFaults(
    documents
      .filter(({ brokenAt }) => brokenAt !== null)
      .filter(
        ({ file }) => yaml !== null || types.some((type) => type === typeOfResourceFile(file)),
      )
      .map((one) => (yaml === null ? notJson(one.file) : notYaml(one))),
  )

const notJson = (file: string): Fault => ({
  code: 'json_invalid',
  message: `\`${file}\` is not JSON once the keywords are put in`,
  fix: 'mend the syntax; a keyword that is text belongs in quotes',
})

function notYaml({ file, duplicates: [twice] }: JsonDocument): Fault {
  if (twice !== undefined) {
    return {
      code: 'json_duplicate_key',
      message: `\`${twice.key}\` is a key of the same object twice (\`${file}:${twice.line}\`)`,
      fix: `remove one from \`${file}\``,
    }
  }
  return {
    code: 'json_invalid',
    message: `\`${file}\` is not YAML once the keywords are put in`,
    fix: 'mend the syntax, or the value of the keyword that breaks it',
  }
}
