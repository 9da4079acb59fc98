import type { CommonFacts } from '../policy.ts'

/** What a policy may know about a machine that asks for a token. */
export type MachineTokenFacts = CommonFacts & {
  /** The token is for the administration of the platform itself, by which the guard itself is repaired. */
  readonly isForRepair: boolean
  readonly organizationStatus: string | null
}
