import type { CommonFacts } from '../policy.ts'

/** What a policy may know about somebody who asks for an account. */
export type SignupFacts = CommonFacts & {
  /** Lower-case ASCII domain of the address; null when there is no acceptable address. */
  readonly domain: string | null
  readonly invitation: 'open' | 'none' | 'unknowable'
}
