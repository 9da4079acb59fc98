import type { ProfileChangeDecision } from '../../policies/profile-change/decide.ts'
import type { PersonWithinReach } from './find-within-reach.ts'
import { judgeChange } from './judge-change.ts'
import { NotPermitted } from './not-permitted.ts'
import type { Actor } from './prove-actor.ts'
import type { Tools } from './tools.ts'

/**
 * Whether somebody may move a member's lock in one organization: whoever may change no address lets nobody in
 * from another one either. What else keeps the address of the profile keeps no lock from moving.
 * @returns what `profile-change` says of the address
 * @throws NotPermitted where the rulebook does not open it to whoever asks
 */
export function judgeMove(
  tools: Tools,
  actor: Actor,
  organization: string,
  { profile, memberships }: PersonWithinReach,
): ProfileChangeDecision {
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
  return decision
}
