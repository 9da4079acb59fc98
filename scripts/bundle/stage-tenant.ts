import { cpSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, posix, relative } from 'node:path'
import { hashFolder } from '../ground/hash-folder.ts'
import { listOf, recordOf, textOf } from '../ground/json-value.ts'
import { replaceFolder } from '../ground/replace-folder.ts'
import { refuseFaults } from '../ground/user-fault.ts'
import { checkKeys, type SecretSource } from '../project/check-secrets.ts'
import { mapKeywords } from '../project/keywords.ts'
import { pathIn } from '../project/layout.ts'
import { loadProject, type Project } from '../project/load-project.ts'
import { importedTypes } from '../project/tenant-folder/client-keys.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import { isYaml, readTenantTexts, stagingOf } from '../project/tenant-folder/tenant-texts.ts'
import { parseYaml, renderYaml } from '../project/tenant-folder/yaml-document.ts'
import { actionOf } from './find-actions.ts'
import { fitAction, fitSecrets, type Rotation } from './fit-secrets.ts'
import { type PreparedStage, prepareStage, type StagedAction } from './prepare-stage.ts'
import type { DisarmedAction } from './stage-disarmed.ts'

/** What a build left behind: the folder that the Deploy CLI reads, and what was bundled into it. */
export type StagedTenant = {
  readonly project: Project
  /** Absolute path of what was staged: `.build/<environment>/tenant`, or the copy that was asked for. */
  readonly folder: string
  /** SHA-256 of the folder. */
  readonly contentHash: string
  /** What the Deploy CLI is given: the folder, or the YAML file in it. */
  readonly input: string
  /** What the Deploy CLI is told to import of it. */
  readonly types: readonly string[]
  readonly actions: readonly StagedAction[]
  /** Of the whole rulebook; for the part that an Action holds, see `actions`. */
  readonly rulebookHash: string
  readonly warnings: readonly string[]
  /** Twins of the guards that refuse nobody, written nowhere as yet. */
  readonly disarmed: readonly DisarmedAction[]
}

/**
 * Validates everything, bundles the Actions, and only then replaces the staged folder.
 * @param own folder that nobody else writes, for a copy: whatever the next command of this checkout stages
 * @throws UserFault with every fault that can be seen at once; the staged folder is then as before
 */
export async function stageTenant(
  root: string,
  environmentName: string,
  nowMs: number,
  secrets: SecretSource,
  own?: string,
): Promise<StagedTenant> {
  const project = await loadProject(root, environmentName)
  refuseFaults(checkKeys(project, secrets))
  const texts = await readTenantTexts(root)
  const stage = await prepareStage(project, texts, nowMs)
  const { faults, baked, actions, disarmed } = stage
  refuseFaults(faults)
  if (baked === null) throw new Error('a rulebook that cannot be baked without a fault')
  const { rulebook, warnings } = baked
  const built = join(root, '.build', environmentName, 'tenant')
  const folder = own === undefined ? built : join(own, 'tenant')
  const contentHash = await replaceFolder(built, async (next) => {
    await writeStaged(project, next, stage)
    if (own !== undefined) cpSync(next, folder, { recursive: true })
    return hashFolder(next)
  })
  const types = importedTypes(project.environment.manages, stage.folder)
  return {
    project,
    folder,
    contentHash,
    input: inputOf(folder, stage.folder),
    types,
    actions,
    rulebookHash: rulebook.hash,
    warnings,
    disarmed,
  }
}

/** Replaces `folder` by what the Deploy CLI is to read. */
export async function writeStaged(
  { root, layout, environment: { keywords, keys } }: Project,
  folder: string,
  { actions, leftOut }: Pick<PreparedStage, 'actions' | 'leftOut'>,
): Promise<void> {
  const source = join(root, pathIn(layout, 'tenant'))
  await rm(folder, { recursive: true, force: true })
  await copyStaged(source, folder, stagingOf(layout))
  for (const file of leftOut.files.filter((one) => !isYaml(`tenant/${one}`))) {
    await rm(join(folder, file))
  }
  for (const { file, code } of actions) {
    await mkdir(dirname(join(folder, file)), { recursive: true })
    await writeFile(join(folder, file), code)
  }
  for (const { declaration, code } of actions.filter(
    ({ declaration }) => !isYaml(`tenant/${declaration}`),
  )) {
    const declared = mapKeywords(await readFile(join(source, declaration), 'utf8'), keywords)
    await writeFile(join(folder, declaration), fitSecrets(declared, code, keys))
  }
  const [inYaml] = actions.filter(({ declaration }) => isYaml(`tenant/${declaration}`))
  if (inYaml === undefined) return
  const path = join(folder, inYaml.declaration)
  const text = mapKeywords(await readFile(path, 'utf8'), keywords)
  await writeFile(path, fitYaml(text, { actions, leftOut }, keys))
}

/** Copied entry by entry, because the stage may lie within the tenant folder. */
async function copyStaged(
  source: string,
  folder: string,
  isSeen: (path: string) => boolean,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const entry of (await readdir(source)).filter(isSeen)) {
    cpSync(join(source, entry), join(folder, entry), {
      recursive: true,
      filter: (path) => isSeen(relative(source, path).replaceAll('\\', '/')),
    })
  }
}

/** Changes the staged copy only: the team's own YAML keeps its comments. */
function fitYaml(
  text: string,
  { actions: guards, leftOut }: Pick<PreparedStage, 'actions' | 'leftOut'>,
  rotation: Rotation,
): string {
  const tenant = recordOf(parseYaml('', text).value)
  const isLeftOut = (name: string): boolean => leftOut.actions.includes(name)
  const actions = listOf(tenant.actions)
    .filter((action) => !isLeftOut(textOf(recordOf(action).name)))
    .map((action) => {
      const guard = guards.find(({ name }) => name === recordOf(action).name)
      return guard === undefined ? action : fitAction(recordOf(action), guard.code, rotation)
    })
  const { eventStreams } = tenant
  const streams = listOf(eventStreams).filter((stream) => !isLeftOut(actionOf(stream)))
  const declared = eventStreams === undefined ? {} : { eventStreams: streams }
  return renderYaml({ ...tenant, actions, ...declared })
}

/** What the Deploy CLI is to read of a staged folder. */
export const inputOf = (folder: string, { yaml }: TenantFolder): string =>
  yaml === null ? folder : join(folder, posix.relative('tenant', yaml.file))
