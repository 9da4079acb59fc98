import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prepareGuards } from '../../bundle/prepare-stage.ts'
import { ENGINE } from '../../ground/engine.ts'
import { hashFolder } from '../../ground/hash-folder.ts'
import { canonicalJson } from '../../ground/json-value.ts'
import { refuseFaults } from '../../ground/user-fault.ts'
import { loadProject } from '../../project/load-project.ts'
import { readTenantTexts } from '../../project/tenant-folder/tenant-texts.ts'
import { tenantIdOf } from '../../project/tenant-id.ts'
import { besideGuards, profileChangeCode } from './beside-guards.ts'
import { buildByItself } from './build-by-itself.ts'
import type { Version } from './check-out-version.ts'
import { boundCodes, namesIn, type VersionGuards } from './version-guards.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The guards of one version, built as it builds them: by its own engine, where that is in the version and
 * another one, else by this one.
 * @throws UserFault for what its build refuses
 */
export async function buildVersion(
  version: Version,
  environment: string,
  variables: Variables,
): Promise<VersionGuards> {
  if (await hasOtherEngine(version.root)) return buildByItself(version, environment, variables)
  const project = await loadProject(version.root, environment)
  const texts = await readTenantTexts(version.root)
  const { faults, actions, baked, folder } = await prepareGuards(project, texts, version.atMs)
  refuseFaults(faults)
  return {
    codes: boundCodes(actions, folder, project.environment.manages),
    names: namesIn(project.ids),
    tenantId: tenantIdOf(project),
    beside: new Map([
      ...besideGuards(folder, texts, project.environment.manages),
      [
        'profile changes',
        `${canonicalJson(baked?.profileChange)} ${await profileChangeCode(version.root)}`,
      ],
    ]),
  }
}

/** All that decides what a build makes of a tenant folder. */
const DECIDING = ['actions', 'policies', 'scripts']
const hashes = new Map<string, Promise<boolean>>()

/** Whether a version has an engine in it that is not this one. */
export function hasOtherEngine(root: string): Promise<boolean> {
  const isClone = DECIDING.every((folder) => existsSync(join(root, folder)))
  if (!isClone || root === ENGINE || !existsSync(join(root, 'scripts/org-guard.mjs'))) {
    return Promise.resolve(false)
  }
  const known = hashes.get(root) ?? isOther(root)
  hashes.set(root, known)
  return known
}

async function isOther(root: string): Promise<boolean> {
  for (const folder of DECIDING) {
    const [own, theirs] = await Promise.all([
      hashFolder(join(ENGINE, folder)),
      hashFolder(join(root, folder)),
    ])
    if (own !== theirs) return true
  }
  return false
}
