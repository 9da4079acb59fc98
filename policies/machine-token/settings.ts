import type { SettingsOf } from '../catalogue.ts'
import type { LoginSettings } from '../login/settings.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about machines. All ids are run-time ids, never names. */
export type MachineTokenSettings = CommonSettings &
  Pick<LoginSettings, 'orgStatus'> &
  SettingsOf<'machine-token'>
