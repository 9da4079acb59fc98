import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { BakedRulebook } from '../../actions/rulebook/baked-rulebook.ts'
import { SOURCES } from '../ground/engine.ts'
import { replaceFolder } from '../ground/replace-folder.ts'
import { sha256 } from '../ground/sha256.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { type Bundle, bundleAction, HANDLERS } from './bundle-action.ts'
import { judgeBundle } from './bundle-laws.ts'
import { DISARMED_LINE, disarmRulebook } from './disarm-rulebook.ts'

/** An Action that is ready to take the place of its enforced twin. */
export type DisarmedAction = Bundle & { readonly name: string }

/** Of one build. */
export type BuiltDisarmed = {
  readonly disarmed: readonly DisarmedAction[]
  readonly rulebookHash: string
}

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
const SEAL = 'seal'
export const disarmedFolder = (root: string, environmentName: string): string =>
  join(root, '.build', environmentName, 'disarmed')

/** @throws UserFault when a disarmed Action breaks a law: then the night would find it broken */
export async function bundleDisarmed(
  actions: readonly { readonly name: string; readonly trigger: Bundle['trigger'] }[],
  rulebook: BakedRulebook,
): Promise<readonly DisarmedAction[]> {
  const disarmed = disarmRulebook(rulebook)
  const bundles = await Promise.all(
    actions.map(async ({ name, trigger }) => {
      const bundle = await bundleAction(SOURCES, trigger, disarmed)
      const code = `${DISARMED_LINE}\n${bundle.code}`
      return { name, trigger, code, sha256: sha256(code) }
    }),
  )
  refuseFaults(bundles.flatMap(judgeBundle))
  return bundles
}

/** What the seal of a disarmed bundle is for: one of another environment does not fit. */
export const disarmedPurpose = (environmentName: string): string =>
  `disarmed bundle of ${environmentName}`

/**
 * Leaves them ready, for when the build is what is broken; what lay there stays until all of it is written.
 * @param makeSeal of the manifest, which names everything by its hash: says who left it
 */
export async function writeDisarmed(
  folder: string,
  { disarmed: actions, rulebookHash }: BuiltDisarmed,
  makeSeal: (manifest: string) => string,
): Promise<void> {
  const manifest: z.infer<typeof Manifest> = {
    rulebook: rulebookHash,
    actions: actions.map(({ name, trigger, sha256 }) => ({ name, trigger, sha256 })),
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`
  await replaceFolder(folder, async (next) => {
    await mkdir(next)
    for (const { name, code } of actions) await writeFile(join(next, `${name}.js`), code)
    await writeFile(join(next, MANIFEST), text)
    await writeFile(join(next, SEAL), makeSeal(text))
  })
}

/**
 * What an earlier build left ready; null when there is none, or somebody else may have written it. The
 * hashes of the manifest vouch for nothing: whoever changes the one can change the other.
 */
export async function readDisarmed(
  folder: string,
  isSealed: (manifest: string, seal: string) => boolean,
): Promise<readonly DisarmedAction[] | null> {
  try {
    const text = await readFile(join(folder, MANIFEST), 'utf8')
    if (!isSealed(text, await readFile(join(folder, SEAL), 'utf8'))) return null
    const manifest = Manifest.parse(JSON.parse(text))
    const actions = await Promise.all(
      manifest.actions.map(async ({ name, trigger, sha256 }) => {
        const code = await readFile(join(folder, `${name}.js`), 'utf8')
        return { name, trigger, code, sha256 }
      }),
    )
    const isIntact = actions.every(
      (action) =>
        sha256(action.code) === action.sha256 &&
        action.code.startsWith(DISARMED_LINE) &&
        judgeBundle(action).length === 0,
    )
    return isIntact ? actions : null
  } catch {
    return null
  }
}
