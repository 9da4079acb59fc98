import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { refuseFaults } from '../failures.ts'
import { checkKeys, type SecretSource } from '../project/check-secrets.ts'
import { mapKeywords } from '../project/keywords.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { importedTypes } from '../tenant-folder/client-keys.ts'
import { isStaged, readTenantTexts } from '../tenant-folder/tenant-texts.ts'
import { fitSecrets } from './fit-secrets.ts'
import { prepareStage, type StagedAction } from './prepare-stage.ts'
import { disarmedFolder, writeDisarmed } from './stage-disarmed.ts'

/** What a build left behind: the folder that the Deploy CLI reads, and what was bundled into it. */
export type StagedTenant = {
  readonly project: Project
  /** Absolute path of `.build/<environment>/tenant`. */
  readonly folder: string
  /** What the Deploy CLI is told to import of it. */
  readonly types: readonly string[]
  readonly actions: readonly StagedAction[]
  /** Of the whole rulebook; every Action has a hash of the part that it holds. */
  readonly rulebookHash: string
  readonly warnings: readonly string[]
  /** Manifest of the monitor-only bundle that was left ready. */
  readonly disarmed: string
}

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
  const texts = await readTenantTexts(root)
  const stage = await prepareStage(project, texts, nowMs)
  const { faults, baked, actions, disarmed: twins } = stage
  refuseFaults(faults)
  if (baked === null) throw new Error('a rulebook that cannot be baked without a fault')
  const { rulebook, warnings } = baked
  const folder = join(root, '.build', environmentName, 'tenant')
  await writeStaged(project, folder, actions)
  const disarmed = await writeDisarmed(disarmedFolder(root, environmentName), twins, rulebook.hash)
  const types = importedTypes(project.environment.manages, stage.folder)
  return { project, folder, types, actions, rulebookHash: rulebook.hash, warnings, disarmed }
}

/** Replaces `folder` by what the Deploy CLI is to read. */
export async function writeStaged(
  { root, environment: { keywords, keys } }: Project,
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
    const declared = mapKeywords(await readFile(join(source, declaration), 'utf8'), keywords)
    await writeFile(join(folder, declaration), fitSecrets(declared, code, keys))
  }
}
