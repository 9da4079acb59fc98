import { NotPermitted } from '../administration/not-permitted.ts'
import { asking } from '../auth0/asking.ts'
import { UserFault } from '../ground/user-fault.ts'

/**
 * Does something to people, and turns what stands against it into faults.
 * @throws UserFault in place of `NotPermitted` and of what the tenant answers
 */
export async function permitted<Done>(
  domain: string,
  what: string,
  work: () => Promise<Done>,
): Promise<Done> {
  try {
    return await asking(domain, what, work)
  } catch (error) {
    if (!(error instanceof NotPermitted)) throw error
    throw new UserFault([
      {
        code: error.code,
        message: error.message,
        fix: 'check the user id, the organization, and who acts: an administrator of one organization reaches its members alone',
      },
    ])
  }
}
