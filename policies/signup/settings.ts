import type { SettingsOf } from '../catalogue.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about sign-ups. All ids are run-time ids, never names. */
export type SignupSettings = CommonSettings & SettingsOf<'signup'>
