import type { SettingsOf } from '../catalogue.ts'
import type { LoginSettings } from '../login/settings.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about password resets. */
export type PasswordResetSettings = CommonSettings &
  Pick<LoginSettings, 'orgStatus'> &
  SettingsOf<'password-reset'>
