import { cp, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { StagedTenant } from '../bundle/stage-tenant.ts'
import type { DeployCliRequest, Pace } from '../gateway/run-deploy-cli.ts'
import { hashFolder } from '../ground/hash-folder.ts'
import { inOwnFolder } from '../ground/in-own-folder.ts'
import { UserFault } from '../ground/user-fault.ts'
import type { BuiltSession } from './session.ts'

/**
 * Has the Deploy CLI read a copy of what was staged, which nobody else writes: another command of this
 * checkout may stage the same environment while it reads.
 * @throws UserFault when what is staged is by then not what this command has built
 */
export const withStagedCopy = <Result>(
  session: BuiltSession,
  pace: Pace,
  run: (request: DeployCliRequest) => Promise<Result>,
): Promise<Result> =>
  inOwnFolder('staged', async (within) => {
    const { project, access, staged, standIns } = session
    const { environment, environmentName } = project
    const folder = join(within, 'tenant')
    if (!(await isCopied(staged, folder))) throw stagedAnew(environmentName)
    return run({
      input: join(folder, relative(staged.folder, staged.input)),
      within,
      domain: access.address.domain,
      clientId: access.credentials.clientId,
      types: staged.types,
      keywords: { ...environment.keywords, ...standIns.keywords },
      pace,
    })
  })

/** Tried again, because another command may be replacing it by the same at this moment. */
async function isCopied({ folder, contentHash }: StagedTenant, copy: string): Promise<boolean> {
  for (let tries = 0; tries < 5; tries++) {
    await rm(copy, { recursive: true, force: true })
    await cp(folder, copy, { recursive: true }).catch(() => undefined)
    const copied = await hashFolder(copy).catch(() => '')
    if (copied === contentHash) return true
  }
  return false
}

const stagedAnew = (environmentName: string): UserFault =>
  new UserFault([
    {
      code: 'staged_anew',
      message: `\`.build/${environmentName}/tenant\` is no longer what this command has built: another command of this checkout has staged it, or somebody has changed it`,
      fix: 'wait for the other command, then run this one again; two at a time need a checkout each',
    },
  ])
