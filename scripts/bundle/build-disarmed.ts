import { bakeRulebook } from '../project/bake-rulebook.ts'
import { loadProject } from '../project/load-project.ts'
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
  const { rulebook } = bakeRulebook(await loadProject(root, environmentName), nowMs)
  const guards = (await findActions(root)).flatMap(({ name, trigger }) =>
    trigger === null ? [] : [{ name, trigger }],
  )
  return bundleDisarmed(root, guards, rulebook)
}
