import { BLOCK_KEY } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import { endAccount } from './end-account.ts'
import type { OfMember } from './find-within-reach.ts'
import { keepTombstones, placesOf, TOMBSTONES_FULL } from './keep-tombstones.ts'
import { findLeaver, keepLeavingBlock, leaveOrganization } from './leave-organization.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'
import { whyAccountStays } from './why-account-stays.ts'

/**
 * Takes a person out of an organization for good: the block stays. Whoever is a member of nothing else,
 * holds no rights of the tenant and is not shut out by it loses the account too, as the rulebook says; then a
 * tombstone stays, as after an erasure.
 * @throws NotPermitted
 */
export async function deprovisionPerson(
  tools: Tools,
  actor: Actor,
  request: OfMember,
): Promise<Receipt> {
  const leaver = await findLeaver(tools, actor, request, 'DEPROVISIONING')
  const { organization, person, target, others } = leaver
  const { departed } = tools.settings
  const { profile, memberships } = target
  const places = placesOf(tools, profile, memberships)
  const before = {
    member: memberships.includes(organization),
    otherMemberships: others.length,
    block: readRecord(profile.app_metadata, BLOCK_KEY) ?? null,
  }
  const shutOut = { person, where: organization, signsInTo: organization }
  const about = { operation: 'deprovision', organization, person, before, shutOut }
  const longestMs = await longestTokenMs(tools)
  const whyStays = () => whyAccountStays(tools, actor, person, organization)
  // What cannot be read stops it while nothing is done.
  if (departed !== 'keep') await whyStays()
  return runOperation(tools, actor, about, async () => {
    const revoked = await leaveOrganization(tools, leaver, 'DEPROVISIONING')
    const stays = departed === 'keep' ? null : await whyStays()
    const isEnding = departed !== 'keep' && stays === null
    const full = isEnding ? await keepTombstones(tools, profile, places) : []
    const account = await endAccount(tools, profile, isEnding ? departed : 'keep')
    if (account !== 'deleted') await keepLeavingBlock(tools, leaver)
    return {
      changed: before.member || account !== 'kept',
      after: { member: false, account },
      revoked,
      tokensDeadBy: deadBy(tools, longestMs),
      undone: [...(stays === null ? [] : [stays]), ...full.map(() => TOMBSTONES_FULL)],
    }
  })
}
