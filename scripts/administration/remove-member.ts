import { findLeaver, leaveOrganization, liftLeavingBlock } from './leave-organization.ts'
import type { Actor } from './prove-actor.ts'
import { type Receipt, tokensDeadBy } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Ends a membership, and what was issued under it. The account stays, and may be invited again.
 * @throws NotPermitted
 */
export async function removeMember(
  tools: Tools,
  actor: Actor,
  request: { readonly person: string; readonly organization?: string },
): Promise<Receipt> {
  const leaver = await findLeaver(tools, actor, request, 'LEAVING')
  const { organization, person, target } = leaver
  const isMember = target.memberships.includes(organization)
  const about = { operation: 'remove', organization, person, before: { member: isMember } }
  return runOperation(tools, actor, about, async () => {
    const revoked = await leaveOrganization(tools, leaver, 'LEAVING')
    await liftLeavingBlock(tools, leaver)
    return {
      changed: isMember,
      after: { member: false },
      revoked,
      tokensDeadBy: await tokensDeadBy(tools),
    }
  })
}
