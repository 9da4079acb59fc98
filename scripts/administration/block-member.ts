import { BLOCK_KEY, withBlock, withoutBlock } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import { changeBlocks } from './change-blocks.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { NotPermitted } from './not-permitted.ts'
import { isOwnReason } from './own-reason.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import { revokeEverything, revokeWithin } from './revoke-access.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

export const EVERYWHERE = '*'

export type BlockRequest = OfMember & {
  /** A word for the record, in capitals, such as `SUSPENDED`. */
  readonly reason: string
  /** Epoch ms; absent: without end. */
  readonly untilMs?: number
}

/**
 * Shuts a member out of one organization: the record first, then what was issued before. Sessions go on,
 * because they are of the whole tenant, unless the person is a member of nothing else.
 * @throws NotPermitted
 */
export async function blockMember(
  tools: Tools,
  actor: Actor,
  request: BlockRequest,
): Promise<Receipt> {
  const organization = organizationOf(actor, request.organization)
  // Whoever shuts themselves out could not open again.
  if (actor.userId === request.person) throw new NotPermitted()
  const { profile, memberships } = await findWithinReach(tools, actor, request.person)
  const isOnly = memberships.every((one) => one === organization)
  const place = { where: organization, profile, isOnly, signsInTo: organization }
  return block(tools, actor, 'block', { ...request, ...place })
}

/** Shuts a person out everywhere, for an operator of the tenant. @throws NotPermitted */
export async function suspendPerson(
  tools: Tools,
  actor: Actor,
  request: Omit<BlockRequest, 'organization'>,
): Promise<Receipt> {
  if (actor.kind !== 'operator') throw new NotPermitted()
  const { profile, memberships } = await findWithinReach(tools, actor, request.person)
  const [signsInTo = null] = memberships
  const everywhere = { where: EVERYWHERE, profile, isOnly: true, signsInTo }
  return block(tools, actor, 'suspend', { ...request, ...everywhere })
}

type Blocking = Omit<BlockRequest, 'organization'> & {
  readonly where: string
  readonly profile: Profile
  readonly isOnly: boolean
  /** One of the person's organizations, this one where it is about one. */
  readonly signsInTo: string | null
}

async function block(tools: Tools, actor: Actor, operation: string, blocking: Blocking) {
  const { where, person, profile, reason, untilMs, isOnly, signsInTo } = blocking
  refuseFaults(faultsOf(blocking, tools.nowMs()))
  const organization = where === EVERYWHERE ? null : where
  const before = blocksOf(profile)
  const longestMs = await longestTokenMs(tools)
  const shutOut = { person, where, signsInTo }
  const about = { operation, organization, person, before, shutOut }
  return runOperation(tools, actor, about, async () => {
    const end = untilMs === undefined ? {} : { until: Math.floor(untilMs / 1000) }
    const t = Math.floor(tools.nowMs() / 1000)
    const next = { o: where, r: reason, t, ...end }
    const changed = await changeBlocks(
      tools,
      person,
      (blocks) => {
        const standing = blocks.find(({ o }) => o === where)
        // The moment of an equal block stays: to block again changes nothing.
        const isSame = standing?.r === reason && standing.until === end.until
        return isSame ? undefined : withBlock(blocks, next)
      },
      'refuse',
    )
    const revoked = isOnly
      ? await revokeEverything(tools, person)
      : await revokeWithin(tools, profile, where)
    return {
      changed,
      after: { blocked: where, reason, until: end.until ?? null },
      revoked,
      tokensDeadBy: deadBy(tools, longestMs),
    }
  })
}

/** Lifts the block of one organization; no other. @throws NotPermitted; also for one's own */
export async function unblockMember(
  tools: Tools,
  actor: Actor,
  request: Pick<BlockRequest, 'person' | 'organization'>,
): Promise<Receipt> {
  const where = organizationOf(actor, request.organization)
  if (actor.userId === request.person) throw new NotPermitted()
  const { profile } = await findWithinReach(tools, actor, request.person)
  return lift(tools, actor, { operation: 'unblock', where, profile })
}

/** Lifts what `suspendPerson` did. @throws NotPermitted; also for one's own */
export async function liftSuspension(
  tools: Tools,
  actor: Actor,
  { person }: Pick<BlockRequest, 'person'>,
): Promise<Receipt> {
  if (actor.kind !== 'operator' || actor.userId === person) throw new NotPermitted()
  const { profile } = await findWithinReach(tools, actor, person)
  return lift(tools, actor, { operation: 'lift-suspension', where: EVERYWHERE, profile })
}

function lift(
  tools: Tools,
  actor: Actor,
  { operation, where, profile }: { operation: string; where: string; profile: Profile },
) {
  const organization = where === EVERYWHERE ? null : where
  const person = profile.user_id
  const before = blocksOf(profile)
  return runOperation(tools, actor, { operation, organization, person, before }, async () => {
    const changed = await changeBlocks(
      tools,
      person,
      (blocks) => (blocks.some(({ o }) => o === where) ? withoutBlock(blocks, where) : undefined),
      'refuse',
    )
    return { changed, after: { lifted: where } }
  })
}

const blocksOf = (profile: Profile): unknown => readRecord(profile.app_metadata, BLOCK_KEY) ?? null

/** A block that ended before it began would block nobody, without a word. */
const faultsOf = ({ reason, untilMs }: Blocking, nowMs: number): readonly Fault[] => [
  ...(/^[A-Z][A-Z_]{0,31}$/.test(reason)
    ? []
    : [
        {
          code: 'reason_invalid',
          message: `the reason of a block is a word in capitals, and not \`${reason}\``,
          fix: 'write a word for the record, such as `SUSPENDED`',
        },
      ]),
  ...(isOwnReason(reason)
    ? [
        {
          code: 'reason_reserved',
          message: `\`${reason}\` is the reason of blocks that an operation writes by itself`,
          fix: 'take another word, such as `SUSPENDED`',
        },
      ]
    : []),
  ...(untilMs === undefined || untilMs > nowMs
    ? []
    : [
        {
          code: 'moment_invalid',
          message: 'the block would end before it begins',
          fix: 'give a moment to come, or none for a block without end',
        },
      ]),
]
