import type { Blocks } from '../block.ts'
import type { Lock } from '../lock.ts'
import type { PersonAddress } from '../login/facts.ts'
import type { CommonFacts } from '../policy.ts'

/** What a policy may know about somebody who sets a new password. */
export type PasswordResetFacts = CommonFacts & {
  /** It is known whose records these are. */
  readonly isOwnerKnown: boolean
  readonly address: PersonAddress
  readonly lock: Lock
  readonly blocks: Blocks
  readonly organizationStatus: string | null
}
