import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { type Fault, refuseFaults } from '../failures.ts'
import { bakeRulebook } from '../project/bake-rulebook.ts'
import { checkKeys, type SecretSource } from '../project/check-secrets.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { isManagedFile } from '../project/resource-folders.ts'
import { type Bundle, bundleAction } from './bundle-action.ts'
import { judgeBundle } from './bundle-laws.ts'
import { type ActionSource, findActions, missingActions, sharedCode } from './find-actions.ts'
import { bundleDisarmed, disarmedFolder, writeDisarmed } from './stage-disarmed.ts'
import { withoutUnreadSecrets } from './without-unread-secrets.ts'

/** What a build left behind: the folder that the Deploy CLI reads, and what was bundled into it. */
export type StagedTenant = {
  readonly project: Project
  /** Absolute path of `.build/<environment>/tenant`. */
  readonly folder: string
  readonly actions: readonly StagedAction[]
  /** Of the whole rulebook; every Action has a hash of the part that it holds. */
  readonly rulebookHash: string
  readonly warnings: readonly string[]
}

export type StagedAction = Bundle & Pick<ActionSource, 'name' | 'declaration' | 'file'>

// Ours, not Auth0's: the Deploy CLI must not see them.
const NOT_STAGED = /^(rulebook\.json|waivers\.json|.*\.schema\.json|environments(\/.*)?)$/

/** Whether the Deploy CLI gets to see this path, which is relative to the tenant folder. */
export const isStaged = (path: string): boolean => !NOT_STAGED.test(path)

/**
 * Validates everything, bundles the Actions, and only then replaces the staged folder.
 * @throws UserFault with every fault that can be seen at once; the staged folder is then as before
 */
export async function stageTenant(
  root: string,
  environmentName: string,
  nowMs: number,
  secrets: SecretSource,
): Promise<StagedTenant> {
  const project = await loadProject(root, environmentName)
  refuseFaults(checkKeys(project, secrets))
  const { rulebook, warnings } = bakeRulebook(project, nowMs)
  refuseFaults(await symbolicLinks(root))
  const sources = await findActions(root)
  refuseFaults([
    ...sources.flatMap(({ fault }) => (fault === null ? [] : [fault])),
    ...sharedCode(sources),
  ])
  refuseFaults(missingActions(project, rulebook, sources))
  const actions: StagedAction[] = []
  for (const { name, declaration, file, trigger } of sources) {
    if (trigger === null) continue
    actions.push({ ...(await bundleAction(root, trigger, rulebook)), name, declaration, file })
  }
  refuseFaults(actions.flatMap(judgeBundle))
  refuseFaults(await leftoverMarkers(project))
  const disarmed = await bundleDisarmed(root, actions, rulebook)
  const folder = join(root, '.build', environmentName, 'tenant')
  await writeStaged(root, folder, actions)
  await writeDisarmed(disarmedFolder(root, environmentName), disarmed, rulebook.hash)
  return { project, folder, actions, rulebookHash: rulebook.hash, warnings }
}

async function writeStaged(
  root: string,
  folder: string,
  actions: readonly StagedAction[],
): Promise<void> {
  const source = join(root, 'tenant')
  await rm(folder, { recursive: true, force: true })
  await cp(source, folder, {
    recursive: true,
    filter: (path) => isStaged(relative(source, path)),
  })
  for (const { declaration, file, code } of actions) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), code)
    const declared = await readFile(join(source, declaration), 'utf8')
    await writeFile(join(folder, declaration), withoutUnreadSecrets(declared, code))
  }
}

/** A link would carry any file of this machine into a plan, and from there into the tenant. */
async function symbolicLinks(root: string): Promise<readonly Fault[]> {
  const source = join(root, 'tenant')
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isSymbolicLink())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()
    .map((file) => ({
      code: 'symbolic_link',
      message: `\`${file}\` is a symbolic link, and the tenant folder holds its files itself`,
      fix: `put the file itself at \`${file}\``,
    }))
}

/** Keywords nobody gives a value to: the Deploy CLI would upload them as they stand. */
async function leftoverMarkers({ root, environment }: Project): Promise<readonly Fault[]> {
  const source = join(root, 'tenant')
  const known = new Set([...Object.keys(environment.keywords), ...environment.secrets])
  const entries = await readdir(source, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(source, join(entry.parentPath, entry.name)))
    .filter((file) => isStaged(file) && isManagedFile(`tenant/${file}`, environment.manages))
  const found = await Promise.all(
    files.sort().map(async (file) => {
      const text = await readFile(join(source, file), 'utf8')
      const markers = [...text.matchAll(/(@@|##)([A-Za-z0-9_]+)\1/g)].map((match) => match[2] ?? '')
      return [...new Set(markers)]
        .filter((marker) => !known.has(marker))
        .map((marker) => unknownKeyword(marker, file))
    }),
  )
  return found.flat()
}

const unknownKeyword = (marker: string, file: string): Fault => ({
  code: 'keyword_unknown',
  message: `keyword \`${marker}\` in \`tenant/${file}\` has no value: accepted are the names under \`keywords\` and \`secrets\` of the environment`,
  fix: `name it in the environment file, or take it out of \`tenant/${file}\``,
})
