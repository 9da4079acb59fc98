import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BakedRulebook } from '../../actions/baked-rulebook.ts'
import { refuseFaults } from '../failures.ts'
import { type Bundle, bundleAction, HANDLERS } from './bundle-action.ts'
import { judgeBundle } from './bundle-laws.ts'
import { DISARMED_LINE, disarmRulebook } from './disarm-rulebook.ts'

/** An Action that is ready to take the place of its enforced twin. */
export type DisarmedAction = Bundle & { readonly name: string }

const Manifest = z.strictObject({
  rulebook: z.string(),
  actions: z.array(
    z.strictObject({
      name: z.string(),
      trigger: z.enum(Object.keys(HANDLERS) as [Bundle['trigger'], ...Bundle['trigger'][]]),
      sha256: z.string(),
    }),
  ),
})

const MANIFEST = 'manifest.json'
export const disarmedFolder = (root: string, environmentName: string): string =>
  join(root, '.build', environmentName, 'disarmed')

/** @throws UserFault when a disarmed Action breaks a law: then the night would find it broken */
export async function bundleDisarmed(
  root: string,
  actions: readonly { readonly name: string; readonly trigger: Bundle['trigger'] }[],
  rulebook: BakedRulebook,
): Promise<readonly DisarmedAction[]> {
  const disarmed = disarmRulebook(rulebook)
  const bundles = await Promise.all(
    actions.map(async ({ name, trigger }) => {
      const bundle = await bundleAction(root, trigger, disarmed)
      const code = `${DISARMED_LINE}\n${bundle.code}`
      return { name, trigger, code, sha256: hash(code) }
    }),
  )
  refuseFaults(bundles.flatMap(judgeBundle))
  return bundles
}

/** Written with every build, so that it is there when the build is what is broken. */
export async function writeDisarmed(
  folder: string,
  actions: readonly DisarmedAction[],
  rulebookHash: string,
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { name, code } of actions) await writeFile(join(folder, `${name}.js`), code)
  const manifest: z.infer<typeof Manifest> = {
    rulebook: rulebookHash,
    actions: actions.map(({ name, trigger, sha256 }) => ({ name, trigger, sha256 })),
  }
  await writeFile(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`)
}

/** What an earlier build left ready; null when there is none, or it is not as it was written. */
export async function readDisarmed(folder: string): Promise<readonly DisarmedAction[] | null> {
  try {
    const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')))
    const actions = await Promise.all(
      manifest.actions.map(async ({ name, trigger, sha256 }) => {
        const code = await readFile(join(folder, `${name}.js`), 'utf8')
        return { name, trigger, code, sha256 }
      }),
    )
    const isIntact = actions.every(
      (action) =>
        hash(action.code) === action.sha256 &&
        action.code.startsWith(DISARMED_LINE) &&
        judgeBundle(action).length === 0,
    )
    return isIntact ? actions : null
  } catch {
    return null
  }
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
