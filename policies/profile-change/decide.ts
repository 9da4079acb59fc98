import { type Decision, decide } from '../decide.ts'
import type { Policy } from '../policy.ts'
import { type ChangeWay, wayOf } from './change-way.ts'
import type { ProfileChangeFacts } from './facts.ts'
import { profileChange } from './profile-change.ts'
import type { ProfileChangeSettings } from './settings.ts'

export const PROFILE_CHANGE_POLICIES: readonly Policy<ProfileChangeFacts, ProfileChangeSettings>[] =
  [profileChange]

/** With the only way in which an allowed change may be made; null for one that is denied. */
export type ProfileChangeDecision = Decision & { readonly way: ChangeWay | null }

/** May this actor change this field of this person, and how? Pure; never throws. */
export function decideProfileChange(
  facts: ProfileChangeFacts,
  settings: ProfileChangeSettings,
): ProfileChangeDecision {
  const decision = decide(PROFILE_CHANGE_POLICIES, facts, settings)
  return { ...decision, way: decision.outcome === 'allow' ? wayOf(facts) : null }
}
