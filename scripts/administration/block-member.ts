import { type StoredBlock, withBlock, withoutBlock } from '../../actions/records/block-record.ts'
import { type Fault, refuseFaults } from '../ground/user-fault.ts'
import type { Asked } from './audit-refusal.ts'
import { auditedBlock } from './audited-block.ts'
import { changeBlocks } from './change-blocks.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type Profile,
} from './find-within-reach.ts'
import { isReasonWord } from './is-reason-word.ts'
import { NotPermitted } from './not-permitted.ts'
import { isOwnReason } from './own-reason.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { revokeEverything, revokeIn } from './revoke-access.ts'
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
 * because they are of the whole tenant, unless nothing else rests on the account.
 * @throws NotPermitted
 */
export const blockMember = (tools: Tools, actor: Actor, request: BlockRequest): Promise<Receipt> =>
  block(tools, actor, { ...request, operation: 'block' }, async () => {
    const organization = organizationOf(actor, request.organization)
    // Whoever shuts themselves out could not open again.
    if (actor.userId === request.person) throw new NotPermitted()
    const { profile, memberships } = await findWithinReach(tools, actor, request.person)
    const isOnly = memberships.length === 1 && memberships[0] === organization
    return { where: organization, profile, isOnly, signsInTo: organization }
  })

/** Shuts a person out everywhere, for an operator of the tenant. @throws NotPermitted */
export const suspendPerson = (
  tools: Tools,
  actor: Actor,
  request: Omit<BlockRequest, 'organization'>,
): Promise<Receipt> =>
  block(tools, actor, { ...request, operation: 'suspend' }, async () => {
    if (actor.kind !== 'operator') throw new NotPermitted()
    const { profile, memberships } = await findWithinReach(tools, actor, request.person)
    const [signsInTo = null] = memberships
    return { where: EVERYWHERE, profile, isOnly: true, signsInTo }
  })

type Blocking = {
  readonly where: string
  readonly profile: Profile
  readonly isOnly: boolean
  /** One of the person's organizations, this one where it is about one. */
  readonly signsInTo: string | null
}

type Blocked = BlockRequest & Asked

function block(
  tools: Tools,
  actor: Actor,
  asked: Blocked,
  find: () => Promise<Blocking>,
): Promise<Receipt> {
  const { person, reason, untilMs } = asked
  const judge = async () => {
    const found = await find()
    refuseFaults(faultsOf(asked, tools.nowMs()))
    const { where, signsInTo } = found
    const shutOut = { person, where, signsInTo }
    return { ...found, ...placeOf(found), shutOut }
  }
  return runOperation(tools, actor, {
    asked,
    judge,
    endsAccess: true,
    work: async ({ where, profile, isOnly }) => {
      const end = untilMs === undefined ? {} : { until: Math.floor(untilMs / 1000) }
      const t = Math.floor(tools.nowMs() / 1000)
      const changed = await shut(tools, person, { o: where, r: reason, t, ...end })
      const revoked =
        where === EVERYWHERE
          ? await revokeEverything(tools, person)
          : await revokeIn(tools, profile, where, { actor, isOnly })
      return { changed, after: { blocked: where, reason, until: end.until ?? null }, revoked }
    },
  })
}

const shut = (tools: Tools, person: string, next: StoredBlock): Promise<boolean> =>
  changeBlocks(
    tools,
    person,
    (blocks) => {
      const standing = blocks.find(({ o }) => o === next.o)
      // The moment of an equal block stays: to block again changes nothing.
      const isSame = standing?.r === next.r && standing.until === next.until
      return isSame ? undefined : withBlock(blocks, next)
    },
    'refuse',
  )

/** Lifts the block of one organization; no other. @throws NotPermitted; also for one's own */
export const unblockMember = (
  tools: Tools,
  actor: Actor,
  request: Pick<BlockRequest, 'person' | 'organization'>,
): Promise<Receipt> =>
  lift(tools, actor, { ...request, operation: 'unblock' }, async () => {
    const where = organizationOf(actor, request.organization)
    if (actor.userId === request.person) throw new NotPermitted()
    const { profile } = await findWithinReach(tools, actor, request.person)
    return { where, profile }
  })

/** Lifts what `suspendPerson` did. @throws NotPermitted; also for one's own */
export const liftSuspension = (
  tools: Tools,
  actor: Actor,
  { person }: Pick<BlockRequest, 'person'>,
): Promise<Receipt> =>
  lift(tools, actor, { person, operation: 'lift-suspension' }, async () => {
    if (actor.kind !== 'operator' || actor.userId === person) throw new NotPermitted()
    const { profile } = await findWithinReach(tools, actor, person)
    return { where: EVERYWHERE, profile }
  })

type Standing = Pick<Blocking, 'where' | 'profile'>

const lift = (
  tools: Tools,
  actor: Actor,
  asked: Asked,
  find: () => Promise<Standing>,
): Promise<Receipt> =>
  runOperation(tools, actor, {
    asked,
    judge: async () => placeOf(await find()),
    work: async ({ organization, person }) => {
      const where = organization ?? EVERYWHERE
      const changed = await changeBlocks(
        tools,
        person,
        (blocks) => (blocks.some(({ o }) => o === where) ? withoutBlock(blocks, where) : undefined),
        'refuse',
      )
      return { changed, after: { lifted: where } }
    },
  })

const placeOf = ({ where, profile }: Standing) => ({
  organization: where === EVERYWHERE ? null : where,
  person: profile.user_id,
  before: auditedBlock(profile),
})

/** A block that ended before it began would block nobody, without a word. */
const faultsOf = ({ reason, untilMs }: BlockRequest, nowMs: number): readonly Fault[] => [
  ...(isReasonWord(reason)
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
