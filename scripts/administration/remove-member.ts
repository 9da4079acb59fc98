import type { OfMember } from './find-within-reach.ts'
import { findLeaver, leaveOrganization, liftLeavingBlock } from './leave-organization.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Ends a membership, and what was issued under it. The account stays, and may be invited again.
 * @throws NotPermitted
 */
export const removeMember = (tools: Tools, actor: Actor, request: OfMember): Promise<Receipt> =>
  runOperation(tools, actor, {
    asked: { ...request, operation: 'remove' },
    judge: async () => {
      const leaver = await findLeaver(tools, actor, request, 'LEAVING')
      const { organization, target } = leaver
      return { ...leaver, before: { member: target.memberships.includes(organization) } }
    },
    endsAccess: true,
    work: async (leaver) => {
      const revoked = await leaveOrganization(tools, leaver, 'LEAVING')
      await liftLeavingBlock(tools, leaver)
      return { changed: leaver.before.member, after: { member: false }, revoked }
    },
  })
