import { stageTenant } from '../../bundle/stage-tenant.ts'
import { inOwnFolder } from '../../ground/in-own-folder.ts'
import type { Surroundings } from '../../ground/surroundings.ts'
import { UserFault } from '../../ground/user-fault.ts'
import type { BuiltSession } from '../session.ts'
import { stagedHash } from '../staged-hash.ts'

/**
 * Builds once more and compares, behind the checks: they read the checkout, and not what was staged, so that
 * after a `git checkout` in between they would speak for something else than what is deployed.
 * @throws UserFault where the checkout builds something else by now
 */
export const assertSameCheckout = (
  { project, desired }: Pick<BuiltSession, 'project' | 'desired'>,
  { root, nowMs, environmentVariables }: Surroundings,
): Promise<void> =>
  inOwnFolder('staged', async (own) => {
    const name = project.environmentName
    const staged = await stageTenant(root, name, nowMs(), environmentVariables, own)
    if (stagedHash(staged) !== desired) throw checkoutMoved(name)
  })

const checkoutMoved = (environmentName: string): UserFault =>
  new UserFault([
    {
      code: 'checkout_moved',
      message: `what is checked out here is no longer what this deploy of \`${environmentName}\` was built from, so nothing has checked that`,
      fix: 'run the command again, and leave the checkout as it is while it runs',
    },
  ])
