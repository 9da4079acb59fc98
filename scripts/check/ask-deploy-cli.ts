import { access, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PreparedStage } from '../bundle/prepare-stage.ts'
import { inputOf, writeStaged } from '../bundle/stage-tenant.ts'
import { rehearseOffline } from '../gateway/rehearse-offline.ts'
import type { DeployCliRefusal } from '../gateway/run-deploy-cli.ts'
import { inOwnFolder } from '../ground/in-own-folder.ts'
import type { JsonObject } from '../ground/json-value.ts'
import { plainText } from '../ground/printing/plain-text.ts'
import { demandedSecrets } from '../project/check-secrets.ts'
import type { Project } from '../project/load-project.ts'
import { importedTypes } from '../project/tenant-folder/client-keys.ts'
import { codeFileOf } from '../project/tenant-folder/code-files.ts'
import type { TenantFolder } from '../project/tenant-folder/tenant-folder.ts'

/** What the Deploy CLI does not take, in its own words, with paths as they are in the checkout. */
export type DeployCliAnswer = {
  readonly refusals: readonly DeployCliRefusal[]
  /** What it loaded, by type; null where it could not. */
  readonly assets: JsonObject | null
}

export type AskDeployCli = (project: Project, stage: PreparedStage) => Promise<DeployCliAnswer>

/**
 * Has the Deploy CLI load and validate what a build would stage, in a folder of its own that is removed
 * again. It needs no network, and is given no secret.
 */
export const askDeployCli: AskDeployCli = (project, stage) =>
  inOwnFolder('check', async (place) => {
    const folder = join(place, 'tenant')
    await writeStaged(project, folder, stage)
    await putMissingCode(place, stage.folder)
    const { environment } = project
    const secrets = demandedSecrets(environment).map((name) => [name, standIn(name)] as const)
    const { refusals, assets } = await rehearseOffline({
      input: inputOf(folder, stage.folder),
      within: place,
      domain: environment.domain,
      types: importedTypes(environment.manages, stage.folder),
      keywords: { ...environment.keywords, ...Object.fromEntries(secrets) },
    })
    return {
      assets,
      refusals: refusals.map((refusal) => ({
        ...refusal,
        message: plainText(refusal.message).replace(/og-secret-(\w+)/g, '@@$1@@'),
      })),
    }
  })

const standIn = (name: string): string => `og-secret-${name}`

/** Code that is not there is found by `check` itself, and must not keep the rest from being looked at. */
async function putMissingCode(place: string, { resources }: TenantFolder): Promise<void> {
  for (const action of resources.filter(({ type }) => type === 'actions')) {
    const path = join(place, codeFileOf(action))
    const isThere = await access(path).then(
      () => true,
      () => false,
    )
    if (isThere || !path.startsWith(join(place, 'tenant/'))) continue
    // Where no file can be, as with code in place of its name, the Deploy CLI stops by itself.
    await mkdir(dirname(path), { recursive: true })
      .then(() => writeFile(path, ''))
      .catch(() => undefined)
  }
}
