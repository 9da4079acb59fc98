import {
  BLOCK_KEY,
  type StoredBlock,
  storedBlocks,
  withBlock,
  withoutBlock,
} from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { type Fault, refuseFaults, UserFault } from '../ground/failures.ts'
import { changeRecord } from './change-record.ts'
import { findPerson, organizationOf, type Profile } from './find-person.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import { type Receipt, tokensDeadBy } from './receipt.ts'
import { revokeEverything, revokeWithin } from './revoke-access.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

export const EVERYWHERE = '*'

export type BlockRequest = {
  readonly person: string
  /** Id; for an administrator that of their token. */
  readonly organization?: string
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
  const { profile, memberships } = await findPerson(tools, actor, request.person)
  const isOnly = memberships.every((one) => one === organization)
  return block(tools, actor, 'block', { ...request, where: organization, profile, isOnly })
}

/** Shuts a person out everywhere, for an operator of the tenant. @throws NotPermitted */
export async function suspendPerson(
  tools: Tools,
  actor: Actor,
  request: Omit<BlockRequest, 'organization'>,
): Promise<Receipt> {
  if (actor.kind !== 'operator') throw new NotPermitted()
  const { profile } = await findPerson(tools, actor, request.person)
  const everywhere = { where: EVERYWHERE, profile, isOnly: true }
  return block(tools, actor, 'suspend', { ...request, ...everywhere })
}

type Blocking = Omit<BlockRequest, 'organization'> & {
  readonly where: string
  readonly profile: Profile
  readonly isOnly: boolean
}

function block(tools: Tools, actor: Actor, operation: string, blocking: Blocking) {
  const { where, person, profile, reason, untilMs, isOnly } = blocking
  refuseFaults(faultsOf(blocking, tools.nowMs()))
  const organization = where === EVERYWHERE ? null : where
  const before = blocksOf(profile)
  return runOperation(tools, actor, { operation, organization, person, before }, async () => {
    const end = untilMs === undefined ? {} : { until: Math.floor(untilMs / 1000) }
    const t = Math.floor(tools.nowMs() / 1000)
    const next = (stored: unknown) => {
      const blocks = demandBlocks(stored)
      const standing = blocks.find(({ o }) => o === where)
      // The moment of an equal block stays: to block again changes nothing.
      const isSame = standing?.r === reason && standing.until === end.until
      return isSame ? stored : withBlock(blocks, { o: where, r: reason, t, ...end })
    }
    const changed = await changeRecord(tools, person, { key: BLOCK_KEY, next })
    const revoked = isOnly
      ? await revokeEverything(tools, person)
      : await revokeWithin(tools, profile, where)
    return {
      changed,
      after: { blocked: where, reason, until: end.until ?? null },
      revoked,
      tokensDeadBy: await tokensDeadBy(tools),
    }
  })
}

/** Lifts the block of one organization; no other. @throws NotPermitted */
export async function unblockMember(
  tools: Tools,
  actor: Actor,
  request: Pick<BlockRequest, 'person' | 'organization'>,
): Promise<Receipt> {
  const where = organizationOf(actor, request.organization)
  const { profile } = await findPerson(tools, actor, request.person)
  return lift(tools, actor, { operation: 'unblock', where, profile })
}

/** Lifts what `suspendPerson` did. @throws NotPermitted */
export async function liftSuspension(
  tools: Tools,
  actor: Actor,
  { person }: Pick<BlockRequest, 'person'>,
): Promise<Receipt> {
  if (actor.kind !== 'operator') throw new NotPermitted()
  const { profile } = await findPerson(tools, actor, person)
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
    const next = (stored: unknown) => {
      const blocks = demandBlocks(stored)
      return blocks.some(({ o }) => o === where) ? withoutBlock(blocks, where) : stored
    }
    const changed = await changeRecord(tools, person, { key: BLOCK_KEY, next })
    return { changed, after: { lifted: where } }
  })
}

const blocksOf = (profile: Profile): unknown => readRecord(profile.app_metadata, BLOCK_KEY) ?? null

/** @throws UserFault: whatever is written over it would lift what it may have held */
function demandBlocks(stored: unknown): readonly StoredBlock[] {
  const blocks = storedBlocks(stored)
  if (blocks === null) throw new UserFault([unreadable])
  return blocks
}

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

const unreadable: Fault = {
  code: 'block_unreadable',
  message: 'the block record of this person cannot be read, and therefore refuses every login',
  fix: 'look at `app_metadata.og_block` in the Dashboard, and write it anew or delete it there',
}
