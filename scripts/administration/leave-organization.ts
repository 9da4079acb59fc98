import {
  BLOCK_KEY,
  storedBlocks,
  withBlock,
  withoutBlock,
} from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { changeBlocks } from './change-blocks.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type PersonWithinReach,
} from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import { orGone } from './or-gone.ts'
import type { OwnReason } from './own-reason.ts'
import type { Actor } from './prove-actor.ts'
import { type Revoked, revokeIn } from './revoke-access.ts'
import type { Tools } from './tools.ts'

/** Why a block stands while somebody is taken out. It ends with the operation, which it lets find them. */
export type LeavingReason = Extract<OwnReason, 'LEAVING' | 'DEPROVISIONING'>

export type Leaver = {
  /** Who takes them out. */
  readonly actor: Actor
  readonly person: string
  readonly organization: string
  readonly target: PersonWithinReach
  /** Ids of the other organizations. */
  readonly others: readonly string[]
}

/**
 * Whom an operation takes out of an organization. Somebody whose block says that it had begun, and has not
 * ended, is found although the membership has, so that it can be run again.
 * @throws NotPermitted; also for oneself, who could not come back
 */
export async function findLeaver(
  tools: Tools,
  actor: Actor,
  request: OfMember,
  reason: LeavingReason,
): Promise<Leaver> {
  const organization = organizationOf(actor, request.organization)
  const { person } = request
  if (actor.userId === person) throw new NotPermitted()
  const target = await findWithinReach(tools, actor, person, ({ app_metadata }) =>
    (storedBlocks(readRecord(app_metadata, BLOCK_KEY)) ?? []).some(
      ({ o, r }) => o === organization && r === reason,
    ),
  )
  const others = target.memberships.filter((one) => one !== organization)
  return { actor, person, organization, target, others }
}

/**
 * The block first, so that nothing can be issued any more, then what was issued, then the membership.
 * Each step is harmless when it is done already.
 */
export async function leaveOrganization(
  tools: Tools,
  { actor, person, organization, target, others }: Leaver,
  reason: LeavingReason,
): Promise<Revoked> {
  await changeBlocks(
    tools,
    person,
    (blocks) => {
      const t = Math.floor(tools.nowMs() / 1000)
      const isMember = target.memberships.includes(organization)
      const isBlocked = blocks.some(
        ({ o, r, until = Number.POSITIVE_INFINITY }) =>
          o === organization &&
          // Somebody's own decision shuts the door as well, and is not to end with the leaving.
          (reason === 'LEAVING'
            ? until > t
            : isDone(r, isMember) && until === Number.POSITIVE_INFINITY),
      )
      return isBlocked ? undefined : withBlock(blocks, { o: organization, r: reason, t })
    },
    'keep',
  )
  const isOnly = others.length === 0
  const revoked = await revokeIn(tools, target.profile, organization, { actor, isOnly })
  // Auth0 takes it for done where there is no such member.
  await orGone(tools.management.organizations.members.delete(organization, { members: [person] }))
  return revoked
}

/** Whoever became a member again is taken out again. */
const isDone = (reason: string, isMember: boolean): boolean =>
  reason === 'DEPROVISIONING' || (reason === 'DEPROVISIONED' && !isMember)

/** From here on an administrator finds the former member no more. */
export const keepLeavingBlock = (tools: Tools, { person, organization }: Leaver) =>
  changeBlocks(
    tools,
    person,
    (blocks) => {
      const begun = blocks.find(({ o, r }) => o === organization && r === 'DEPROVISIONING')
      return begun && withBlock(blocks, { ...begun, r: 'DEPROVISIONED' satisfies OwnReason })
    },
    'keep',
  )

/** Whoever is invited again must not meet a block that only kept the door shut meanwhile. */
export const liftLeavingBlock = (tools: Tools, { person, organization }: Leaver) =>
  changeBlocks(
    tools,
    person,
    (blocks) =>
      blocks.some(({ o, r }) => o === organization && r === 'LEAVING')
        ? withoutBlock(blocks, organization)
        : undefined,
    'keep',
  )
