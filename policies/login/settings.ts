import type { CommonSettings } from '../policy.ts'

/** What a team may set about logins. All ids are run-time ids, never names. */
export type LoginSettings = CommonSettings & {
  /** Identity sources whose addresses count as proven although they never say so. */
  readonly trustedSources: readonly string[]
  readonly emailLock: {
    /** What a membership without a locked address means before the cut-over. */
    readonly onMissing: 'adopt' | 'observe' | 'deny'
    /** Epoch ms; from here on only new people and known addresses are adopted. */
    readonly cutOverMs: number
  }
}
