import { type SettingsOf, settingsOf } from '../catalogue.ts'
import type { LoginSettings } from '../login/settings.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about changes of profiles. All ids are run-time ids, never names. */
export type ProfileChangeSettings = CommonSettings &
  Pick<LoginSettings, 'identifierLock'> &
  SettingsOf<'profile-change'>

/** For whoever has no rulebook at hand: what is left out is as the rulebook has it by default. */
export const profileChangeSettings = (
  given: Partial<ProfileChangeSettings> = {},
): ProfileChangeSettings => ({
  rollout: { 'profile-change': { mode: 'enforce' } },
  exemptions: [],
  requestsMayLoosen: false,
  longestAllowanceMs: 0,
  identifierLock: settingsOf('login').identifierLock,
  ...settingsOf('profile-change'),
  ...given,
})
