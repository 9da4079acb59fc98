import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { parseValue, readJsonFile } from '../ground/parse-json-file.ts'
import { Accountable } from '../project/accountable.ts'
import { layoutOf, pathIn, pathInClone } from '../project/layout.ts'
import { FAMILIES } from './families.ts'

/** `tenant/waivers.json`: findings that somebody answers for, each until a day. */

const WAIVABLE = FAMILIES.flatMap(({ rules }) => rules)
  .flatMap(({ id, isFinal }) => (isFinal === true ? [] : [id]))
  .sort()

export const WaiversFile = z.strictObject({
  $schema: z.string().optional(),
  waivers: z.array(
    z.strictObject({
      finding: z.enum(WAIVABLE).describe('id of the finding; see docs/findings.md'),
      file: z.string().min(1).optional().describe('only in this file, by its path in the checkout'),
      ...Accountable,
    }),
  ),
})

export type Waiver = z.infer<typeof WaiversFile>['waivers'][number]

export const WAIVERS_PATH = 'tenant/waivers.json'

/**
 * None when there is no such file.
 * @throws UserFault when the file is not JSON, or says what the schema does not allow
 */
export async function loadWaivers(root: string): Promise<readonly Waiver[]> {
  const layout = layoutOf(root)
  const path = join(root, pathIn(layout, WAIVERS_PATH))
  if (!existsSync(path)) return []
  const json = await readJsonFile(path, WAIVERS_PATH)
  const { waivers } = parseValue(json, WaiversFile, 'waivers_invalid', { file: WAIVERS_PATH })
  return waivers.map(({ file, ...waiver }) =>
    file === undefined ? waiver : { ...waiver, file: pathInClone(layout, file) },
  )
}
