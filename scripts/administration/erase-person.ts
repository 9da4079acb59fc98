import { type StoredBlock, withBlock, withoutBlock } from '../../actions/records/block-record.ts'
import { isBlockedElsewhere } from './active-blocks.ts'
import type { Asked } from './audit-refusal.ts'
import { auditedBlock } from './audited-block.ts'
import { EVERYWHERE } from './block-member.ts'
import { changeBlocks } from './change-blocks.ts'
import { type AccountEnd, endAccount } from './end-account.ts'
import { findWithinReach, type PersonWithinReach } from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { withdrawFor } from './invitations.ts'
import { type ChangeRequest, judgeChange } from './judge-change.ts'
import { keepTombstones, placesOf, TOMBSTONES_FULL } from './keep-tombstones.ts'
import { NotPermitted } from './not-permitted.ts'
import { orGone } from './or-gone.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { findRecentSelf } from './recent-sign-in.ts'
import { revokeEverything } from './revoke-access.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'
import { isShutOutEverywhere } from './why-account-stays.ts'
import { ERASING, isErasing, withoutErasure } from './without-erasure.ts'

/**
 * Forgets a person: the account goes, and in each organization that knew them stays a tombstone, so that
 * an account with the same address or the same id needs a grant there. An administrator erases members
 * of no other organization, who hold no rights of the tenant and are shut out neither by it nor by another
 * organization: whoever comes back by an invitation would be rid of that. They are refused in one sentence for
 * each of these, which does not tell them apart. What other organizations know stays as a tombstone, and
 * their invitations stay open. With an operator's erasure a block goes as well; its tombstone refuses in its place.
 * @throws NotPermitted; also for oneself, who leaves instead
 */
export function erasePerson(
  tools: Tools,
  actor: Actor,
  { person }: { readonly person: string },
): Promise<Receipt> {
  const find = async () => {
    if (actor.userId === person) throw new NotPermitted()
    const target = await findWithinReach(tools, actor, person)
    await refuseTenantRights(tools, actor, person)
    if (actor.kind === 'operator') return target
    const { profile } = target
    const isShut = isShutOutEverywhere(tools, withoutErasure(profile))
    const isElsewhere = isBlockedElsewhere(tools, actor.organization, profile)
    if (isShut || isElsewhere) throw new NotPermitted()
    return target
  }
  return erase(tools, actor, { asked: { operation: 'erase', person }, capacity: actor.kind, find })
}

/**
 * The same of oneself, without a role: whoever leaves for good.
 * @throws NotPermitted where the rulebook keeps it closed; also without a recent sign-in, and for whoever is
 * blocked: they would shed it
 */
export const eraseOneself = (tools: Tools, actor: Actor): Promise<Receipt> =>
  erase(tools, actor, {
    asked: { operation: 'leave', person: actor.userId },
    capacity: 'self',
    find: findRecentSelf(tools, actor, withoutErasure),
  })

type Erasure = {
  readonly asked: Asked
  readonly capacity: ChangeRequest['actor']
  readonly find: () => Promise<PersonWithinReach>
}

function erase(tools: Tools, actor: Actor, { asked, capacity, find }: Erasure) {
  const judge = () => judgeErasure(tools, actor, { capacity, find })
  return runOperation(tools, actor, {
    asked,
    judge,
    endsAccess: true,
    work: async ({ organization, person, profile, places }) => {
      const isTheirs = (place: string) => capacity !== 'administrator' || place === organization
      await shutOut(tools, person)
      const full = await keepTombstones(tools, profile, places)
      const withdrawn = await withdrawFor(tools, places.filter(isTheirs), profile.email)
      const revoked = await revokeEverything(tools, person)
      // Nothing brings an account back, and all that took its time.
      const still = await judge().catch(nullWhereRefused)
      const account = still === null ? 'kept' : await end(tools, still)
      if (still === null) await letIn(tools, person)
      return {
        changed: true,
        after: { account, tombstones: places.length, withdrawn },
        revoked,
        undone: [
          still === null ? STAYS : LOGS,
          ...full.filter(isTheirs).map(() => TOMBSTONES_FULL),
        ],
      }
    },
  })
}

async function judgeErasure(
  tools: Tools,
  actor: Actor,
  { capacity, find }: Pick<Erasure, 'capacity' | 'find'>,
) {
  const { profile, memberships } = await find()
  const organization = actor.kind === 'operator' ? null : actor.organization
  const verdict = judgeChange(tools, {
    actor: capacity,
    field: { kind: 'deletion' },
    profile,
    organization: organization ?? '',
    organizations: memberships.length,
  })
  if (verdict.outcome !== 'allow') throw new NotPermitted()
  const places = placesOf(tools, profile, memberships)
  const block = auditedBlock(profile)
  const before = { memberships: memberships.length, places: places.length, block }
  return { organization, person: profile.user_id, before, profile, memberships, places }
}

function nullWhereRefused(error: unknown): null {
  if (error instanceof NotPermitted) return null
  throw error
}

/**
 * First of all, so that nothing can be issued any more. A block of the tenant that stands serves as well and
 * keeps its reason, so that it is still there where the erasure is not ended; it loses its end.
 */
const shutOut = (tools: Tools, person: string): Promise<boolean> =>
  changeBlocks(
    tools,
    person,
    (blocks) => {
      const t = Math.floor(tools.nowMs() / 1000)
      const endOf = ({ until = Number.POSITIVE_INFINITY }: StoredBlock) => until
      const standing = blocks.filter((one) => one.o === EVERYWHERE && endOf(one) > t)
      if (standing.some((one) => endOf(one) === Number.POSITIVE_INFINITY)) return undefined
      const other = standing.find((one) => !isErasing(one))
      return withBlock(blocks, { o: EVERYWHERE, r: other?.r ?? ERASING, t: other?.t ?? t })
    },
    'keep',
  )

/** What keeps the account may be another organization, and this block shuts the person out of it. */
const letIn = (tools: Tools, person: string): Promise<boolean> =>
  changeBlocks(
    tools,
    person,
    (blocks) => (blocks.some(isErasing) ? withoutBlock(blocks, EVERYWHERE) : undefined),
    'keep',
  )

/**
 * Memberships of an account that stays end last: until then whoever was interrupted finds the person. Those of one that is
 * deleted end with it.
 */
async function end(tools: Tools, { profile, memberships }: PersonWithinReach): Promise<AccountEnd> {
  const { management, settings } = tools
  const members = [profile.user_id]
  await orGone(management.userBlocks.delete(profile.user_id))
  const how = settings.departed === 'anonymise' ? 'anonymise' : 'delete'
  const account = await endAccount(tools, profile, how)
  for (const one of account === 'anonymised' ? memberships : []) {
    await orGone(management.organizations.members.delete(one, { members }))
  }
  return account
}

const STAYS = 'the account stays: meanwhile it is not open any more to whoever asked'
const LOGS = 'the tenant’s log, and streams of it, keep what they hold until their own end'
