import { bakeRulebook } from '../project/bake-rulebook.ts'
import { loadProject } from '../project/load-project.ts'
import { parseTenantFolder } from '../project/tenant-folder/tenant-folder.ts'
import { readTenantTexts } from '../project/tenant-folder/tenant-texts.ts'
import { isUsed } from './bundle-action.ts'
import { findActions } from './find-actions.ts'
import { bundleDisarmed, type DisarmedAction } from './stage-disarmed.ts'

/**
 * The monitor-only bundle of what is checked out here, written nowhere.
 * @throws UserFault, or esbuild's error, where it does not build
 */
export async function buildDisarmed(
  root: string,
  environmentName: string,
  nowMs: number,
): Promise<readonly DisarmedAction[]> {
  const project = await loadProject(root, environmentName)
  const { rulebook } = bakeRulebook(project, nowMs)
  const texts = await readTenantTexts(root)
  const folder = parseTenantFolder(texts, project.environment.keywords)
  const guards = findActions(texts, folder).flatMap(({ name, trigger }) =>
    trigger === null || !isUsed(trigger, rulebook) ? [] : [{ name, trigger }],
  )
  return bundleDisarmed(guards, rulebook)
}
