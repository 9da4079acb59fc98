import { BLOCK_KEY } from '../../actions/records/block-record.ts'
import { readRecord } from '../../actions/records/read-record.ts'
import type { OfMember, Profile } from './find-person.ts'
import { sourceKindOf } from './judge-change.ts'
import { findLeaver, leaveOrganization } from './leave-organization.ts'
import { orGone } from './or-gone.ts'
import type { Actor } from './prove-actor.ts'
import { deadBy, longestTokenMs, type Receipt } from './receipt.ts'
import { runOperation } from './run-operation.ts'
import type { Tools } from './tools.ts'

/**
 * Takes a person out of an organization for good: the block stays. Whoever is a member of nothing else
 * loses the account too, as the rulebook says.
 * @throws NotPermitted
 */
export async function deprovisionPerson(
  tools: Tools,
  actor: Actor,
  request: OfMember,
): Promise<Receipt> {
  const leaver = await findLeaver(tools, actor, request, 'DEPROVISIONED')
  const { organization, person, target, others } = leaver
  const before = {
    member: target.memberships.includes(organization),
    otherMemberships: others.length,
    block: readRecord(target.profile.app_metadata, BLOCK_KEY) ?? null,
  }
  const about = { operation: 'deprovision', organization, person, before }
  const longestMs = await longestTokenMs(tools)
  return runOperation(tools, actor, about, async () => {
    const revoked = await leaveOrganization(tools, leaver, 'DEPROVISIONED')
    const isOnly = others.length === 0
    const account = isOnly ? await endAccount(tools, target.profile) : 'kept'
    return {
      changed: before.member || account !== 'kept',
      after: { member: false, account },
      revoked,
      tokensDeadBy: deadBy(tools, longestMs),
      undone: isOnly ? [] : ['the account stays: the person is a member of other organizations'],
    }
  })
}

/** Of an anonymised account stay its id, its records and the block. */
async function endAccount(
  { settings, management, newId }: Tools,
  profile: Profile,
): Promise<'deleted' | 'anonymised' | 'kept'> {
  const { user_id } = profile
  if (settings.departed === 'keep') return 'kept'
  if (settings.departed === 'delete') {
    await orGone(management.users.delete(user_id))
    return 'deleted'
  }
  // What an identity provider owns comes back from there, and Auth0 lets nobody change it.
  const written =
    sourceKindOf(profile) === 'database'
      ? { ...NOBODY, email: `${newId()}@departed.invalid`, verify_email: false }
      : {}
  await management.users.update(user_id, { ...written, blocked: true, user_metadata: {} })
  return 'anonymised'
}

const NOBODY = { name: 'departed', nickname: 'departed', given_name: null, family_name: null }
