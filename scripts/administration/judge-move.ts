import type { ProfileChangeDecision } from '../../policies/profile-change/decide.ts'
import { UserFault } from '../ground/user-fault.ts'
import {
  findWithinReach,
  type OfMember,
  organizationOf,
  type PersonWithinReach,
} from './find-within-reach.ts'
import { refuseTenantRights } from './holds-tenant-rights.ts'
import { judgeChange } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/**
 * Whether somebody may move a member's lock in one organization: whoever may change no address lets nobody in
 * from another one either. What else keeps the address of the profile keeps no lock from moving.
 * @returns what `profile-change` says of the address
 * @throws NotPermitted for oneself, where the rulebook does not open it to whoever asks, and where an administrator
 *   asks of whoever holds rights of the tenant
 */
export async function judgeMove(
  tools: Tools,
  actor: Actor,
  organization: string,
  { profile, memberships }: PersonWithinReach,
): Promise<ProfileChangeDecision> {
  // Whoever drifted would move their own lock after them.
  if (actor.userId === profile.user_id) throw new NotPermitted()
  const decision = judgeChange(tools, {
    actor: actor.kind,
    field: { kind: 'email' },
    profile,
    organization,
    organizations: memberships.length,
  })
  const isClosed = decision.verdicts.some(
    ({ verdict }) => verdict.kind === 'deny' && verdict.reason === 'PROFILE_FIELD_CLOSED',
  )
  if (decision.outcome !== 'allow' && isClosed) throw new NotPermitted()
  await refuseTenantRights(tools, actor, profile.user_id)
  return decision
}

/**
 * Whether the lock of a member would be moved for whoever asks, so that a page offers it to nobody else.
 * @throws NotPermitted for whoever is not within reach
 */
export async function mayMoveLock(
  tools: Tools,
  actor: Actor,
  { person, organization }: OfMember,
): Promise<boolean> {
  const found = await findWithinReach(tools, actor, person)
  try {
    await judgeMove(tools, actor, organizationOf(actor, organization), found)
    return true
  } catch (error) {
    // A fault: nobody can tell which rights the person holds.
    if (error instanceof NotPermitted || error instanceof UserFault) return false
    throw error
  }
}
