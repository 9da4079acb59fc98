import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseValue, readJsonFile } from '../ground/parse-json-file.ts'
import { Accountable } from './accountable.ts'
import { layoutOf, pathIn } from './layout.ts'

/** `tenant/accepted-changes/<name>.json`: logins that a change makes possible, and is meant to. */
export const AcceptedChangeFile = z.strictObject({
  $schema: z.string().optional(),
  classes: z
    .array(z.string().regex(/^[0-9a-f]{16}$/))
    .min(1)
    .describe('rows of `diff` that newly admit somebody, each by its class; see docs/diff.md'),
  ...Accountable,
})

export type AcceptedChange = z.infer<typeof AcceptedChangeFile> & {
  /** From the top of a clone. */
  readonly file: string
}

export const ACCEPTED_CHANGES = 'tenant/accepted-changes'

/**
 * None where there is no such folder.
 * @throws UserFault for a file that is not JSON, or says what the schema does not allow
 */
export async function loadAcceptedChanges(root: string): Promise<readonly AcceptedChange[]> {
  const folder = join(root, pathIn(layoutOf(root), ACCEPTED_CHANGES))
  const names = await readdir(folder).catch(() => [])
  return Promise.all(
    names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map(async (name) => {
        const file = `${ACCEPTED_CHANGES}/${name}`
        const json = await readJsonFile(join(folder, name), file)
        return {
          ...parseValue(json, AcceptedChangeFile, 'accepted_change_invalid', { file }),
          file,
        }
      }),
  )
}
