import type { SettingsOf } from '../catalogue.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about logins. All ids are run-time ids, never names. */
export type LoginSettings = CommonSettings &
  SettingsOf<'login'> & {
    /** What a refresh gets whose organization cannot be known, where one is demanded. */
    readonly unknownOnRefresh: 'observe' | 'refuse'
  }
