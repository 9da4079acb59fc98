import type { OfMember } from './find-within-reach.ts'
import { findLeaver, leaveOrganization, liftLeavingBlock } from './leave-organization.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Ends a membership, and what was issued under it. The account stays, and may be invited again.
 * @throws NotPermitted
 */
export async function removeMember(
  tools: Tools,
  actor: Actor,
  request: OfMember,
): Promise<Receipt> {
  const leaver = await findLeaver(tools, actor, request, 'LEAVING')
  const { organization, person, target } = leaver
  const isMember = target.memberships.includes(organization)
  const about = { operation: 'remove', organization, person, before: { member: isMember } }
  const longestMs = await longestTokenMs(tools)
  return runOperation(tools, actor, about, async () => {
    const revoked = await leaveOrganization(tools, leaver, 'LEAVING')
    await liftLeavingBlock(tools, leaver)
    return {
      changed: isMember,
      after: { member: false },
      revoked,
      tokensDeadBy: deadBy(tools, longestMs),
    }
  })
}
