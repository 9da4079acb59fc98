import { UserFault } from '../ground/user-fault.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import { statusIn } from './status-in.ts'
import type { Tools } from './tools.ts'

/**
 * Whether somebody has a role or a permission outside of organizations, such as an operator's: a token
 * without an organization carries it. Asked of the tenant each time: a right is given in a moment.
 * @throws UserFault where it cannot be read: nobody may take that for none
 */
export async function holdsTenantRights(
  { management }: Pick<Tools, 'management'>,
  person: string,
): Promise<boolean> {
  const one = { page: 0, per_page: 1 }
  try {
    const roles = await management.users.roles.list(person, one)
    if (roles.data.length > 0) return true
    return (await management.users.permissions.list(person, one)).data.length > 0
  } catch (error) {
    if (statusIn(error) !== 403) throw error
    throw new UserFault([UNREADABLE])
  }
}

/** The same for what only has to be narrower where somebody does: what cannot be read may be. */
export async function mayHoldTenantRights(
  tools: Pick<Tools, 'management'>,
  person: string,
): Promise<boolean> {
  try {
    return await holdsTenantRights(tools, person)
  } catch (error) {
    if (error instanceof UserFault) return true
    throw error
  }
}

/**
 * What an account signs in with is of more than one organization where it holds rights of the tenant:
 * whoever could move it would come to those rights.
 * @throws NotPermitted for administrators; an operator of the tenant may
 * @throws UserFault where nobody can tell
 */
export async function refuseTenantRights(
  tools: Tools,
  actor: Actor,
  person: string,
): Promise<void> {
  if (actor.kind === 'operator') return
  if (await holdsTenantRights(tools, person)) throw new NotPermitted()
}

const UNREADABLE = {
  code: 'rights_unreadable',
  message: 'the tenant does not show which roles and permissions this person has',
  fix: 'give the machine client `read:users`, `read:roles` and `read:role_members`',
}
