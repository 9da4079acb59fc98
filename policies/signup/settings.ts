import type { CommonSettings } from '../policy.ts'
import type { OperatorRule } from './operator-evidence.ts'

/** What a team may set about sign-ups. All ids are run-time ids, never names. */
export type SignupSettings = CommonSettings & {
  readonly signupGate: {
    readonly admit: 'invited' | 'domains'
    /** Lower-case ASCII domains; a subdomain is a domain of its own. */
    readonly domains: readonly string[]
    readonly operators: OperatorRule
  }
}
