import type { CommonFacts } from '../policy.ts'
import type { OperatorEvidence } from './operator-evidence.ts'

/** What a policy may know about somebody who asks for an account, or for whom one is asked. */
export type SignupFacts = CommonFacts & {
  /** Lower-case ASCII domain of the address; null when there is no acceptable address. */
  readonly domain: string | null
  readonly invitation: 'open' | 'none' | 'unknowable'
  readonly operator: OperatorEvidence
  /** It comes with a telephone number, which nobody has proven. */
  readonly bringsPhone: boolean
}
