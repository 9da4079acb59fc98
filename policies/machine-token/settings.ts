import type { LoginSettings } from '../login/settings.ts'
import type { CommonSettings } from '../policy.ts'

/** What a team may set about machines. All ids are run-time ids, never names. */
export type MachineTokenSettings = CommonSettings &
  Pick<LoginSettings, 'orgStatus'> & {
    readonly machineTokenGate: {
      /** Which machine clients may act for an organization, by its id; unlisted: none may. */
      readonly clients: Readonly<Record<string, readonly string[]>>
    }
  }
