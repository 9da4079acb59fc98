import { BLOCK_KEY, type StoredBlock, withBlock } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { EVERYWHERE } from './block-member.ts'
import { changeBlocks } from './change-blocks.ts'
import { type AccountEnd, endAccount } from './end-account.ts'
import { findWithinReach, type PersonWithinReach } from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { withdrawFor } from './invitations.ts'
import { type ChangeRequest, judgeChange, sourceKindOf } from './judge-change.ts'
import { keepTombstones, placesOf, TOMBSTONES_FULL } from './keep-tombstones.ts'
import { NotPermitted } from './not-permitted.ts'
import { orGone } from './or-gone.ts'
import { findOneself } from './own-account.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import { revokeEverything } from './revoke-access.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'
import { isShutOutEverywhere } from './why-account-stays.ts'
import { ERASING, isErasing, withoutErasure } from './without-erasure.ts'

/**
 * Forgets a person: the account goes, and in each organization that knew them stays a tombstone, so that
 * an account with the same address or the same id needs a grant there. An administrator erases members
 * of no other organization, who hold no rights of the tenant and are not shut out by it: whoever comes back
 * by an invitation would be rid of that.
 * @throws NotPermitted; also for oneself, who leaves instead
 */
export async function erasePerson(
  tools: Tools,
  actor: Actor,
  { person }: { readonly person: string },
): Promise<Receipt> {
  if (actor.userId === person) throw new NotPermitted()
  const target = await findWithinReach(tools, actor, person)
  await refuseTenantRights(tools, actor, person)
  const isShut = isShutOutEverywhere(tools, withoutErasure(target.profile))
  if (actor.kind !== 'operator' && isShut) throw new NotPermitted()
  return erase(tools, actor, { operation: 'erase', capacity: actor.kind, target })
}

/**
 * The same of oneself, without a role: whoever leaves for good.
 * @throws NotPermitted where the rulebook keeps it closed; also for whoever is blocked: they would shed it
 */
export async function eraseOneself(tools: Tools, actor: Actor): Promise<Receipt> {
  const target = await findOneself(tools, actor, withoutErasure)
  return erase(tools, actor, { operation: 'leave', capacity: 'self', target })
}

type Erasure = {
  readonly operation: 'erase' | 'leave'
  readonly capacity: ChangeRequest['actor']
  readonly target: PersonWithinReach
}

async function erase(tools: Tools, actor: Actor, { operation, capacity, target }: Erasure) {
  const { profile, memberships } = target
  const person = profile.user_id
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
  const block = readRecord(profile.app_metadata, BLOCK_KEY) ?? null
  const before = { memberships: memberships.length, places: places.length, block }
  const longestMs = await longestTokenMs(tools)
  return runOperation(tools, actor, { operation, organization, person, before }, async () => {
    await shutOut(tools, person)
    const full = await keepTombstones(tools, profile, places)
    const withdrawn = await withdrawFor(tools, places, profile.email)
    const revoked = await revokeEverything(tools, person)
    const account = await end(tools, target)
    return {
      changed: true,
      after: { account, tombstones: places.length, withdrawn },
      revoked,
      tokensDeadBy: deadBy(tools, longestMs),
      undone: [LOGS, ...full.map(() => TOMBSTONES_FULL)],
    }
  })
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

/**
 * What an identity provider owns cannot be made nobody's: that account is deleted, and its memberships with
 * it. Those of an account that stays end last: until then whoever was interrupted finds the person.
 */
async function end(tools: Tools, { profile, memberships }: PersonWithinReach): Promise<AccountEnd> {
  const { management, settings } = tools
  const members = [profile.user_id]
  await orGone(management.userBlocks.delete(profile.user_id))
  const isAnonymised = settings.departed === 'anonymise' && sourceKindOf(profile) === 'database'
  const account = await endAccount(tools, profile, isAnonymised ? 'anonymise' : 'delete')
  for (const one of isAnonymised ? memberships : []) {
    await orGone(management.organizations.members.delete(one, { members }))
  }
  return account
}

const LOGS = 'the tenant’s log, and streams of it, keep what they hold until their own end'
