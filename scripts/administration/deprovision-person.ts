import { auditedBlock } from './audited-block.ts'
import { type AccountEnd, endAccount } from './end-account.ts'
import type { OfMember } from './find-within-reach.ts'
import { keepTombstones, placesOf, TOMBSTONES_FULL } from './keep-tombstones.ts'
import {
  findLeaver,
  keepLeavingBlock,
  type Leaver,
  leaveOrganization,
} from './leave-organization.ts'
import type { Actor } from './prove-actor.ts'
import type { Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'
import { whyAccountStays } from './why-account-stays.ts'

/**
 * Takes a person out of an organization for good: the block stays. Whoever is a member of nothing else,
 * holds no rights of the tenant and is shut out by neither it nor another organization loses the account too,
 * as the rulebook says; then a tombstone stays, as after an erasure.
 * @throws NotPermitted
 */
export function deprovisionPerson(tools: Tools, actor: Actor, request: OfMember): Promise<Receipt> {
  return runOperation(tools, actor, {
    asked: { ...request, operation: 'deprovision' },
    judge: () => judgeDeprovision(tools, actor, request),
    endsAccess: true,
    work: async (leaver) => {
      const { before } = leaver
      const revoked = await leaveOrganization(tools, leaver, 'DEPROVISIONING')
      const { account, undone } = await endIfNothingRestsOnIt(tools, leaver)
      const hasLeft = account !== 'deleted' && (await keepLeavingBlock(tools, leaver))
      return {
        changed: before.member || account !== 'kept' || hasLeft,
        after: { member: false, account },
        revoked,
        // What becomes of the account depends on what else rests on it, of which an administrator learns nothing.
        undone: actor.kind === 'operator' ? undone : [],
      }
    },
  })
}

async function judgeDeprovision(tools: Tools, actor: Actor, request: OfMember) {
  const leaver = await findLeaver(tools, actor, request, 'DEPROVISIONING')
  const { organization, person, target, others } = leaver
  const before = {
    member: target.memberships.includes(organization),
    otherMemberships: others.length,
    block: auditedBlock(target.profile),
  }
  // What cannot be read stops it while nothing is done.
  const stays =
    tools.settings.departed === 'keep'
      ? null
      : await whyAccountStays(tools, person, organization, target)
  const shutOut = { person, where: organization, signsInTo: organization }
  return { ...leaver, before, stays, shutOut }
}

type End = { readonly account: AccountEnd; readonly undone: readonly string[] }

async function endIfNothingRestsOnIt(
  tools: Tools,
  leaver: Leaver & { readonly stays: string | null },
): Promise<End> {
  const { departed } = tools.settings
  const { person, organization, target, stays } = leaver
  if (departed === 'keep') return { account: 'kept', undone: [] }
  if (stays !== null) return { account: 'kept', undone: [stays] }
  const places = placesOf(tools, target.profile, target.memberships)
  // They take their time: what was decided about the account meanwhile keeps it.
  const full = await keepTombstones(tools, target.profile, places)
  const still = await whyAccountStays(tools, person, organization)
  const account = await endAccount(tools, target.profile, still === null ? departed : 'keep')
  const undone = [...(still === null ? [] : [still]), ...full.map(() => TOMBSTONES_FULL)]
  return { account, undone }
}
