import type { DerivedKeys } from '../../../actions/records/keyring.ts'
import { openReference } from '../../../actions/records/reference.ts'

/** What an application, or a person, was told at a door. */
export type DoorAnswer =
  | {
      readonly kind: 'admitted'
      /** `org_id` of the ID token. */
      readonly organization: string | null
      readonly refreshToken: string | null
      /** Absent where the application has no use for it. */
      readonly accessToken?: string
    }
  | { readonly kind: 'refused'; readonly error: string; readonly description: string }

/** One cell of the journey's table; compared as a whole with what is expected. */
export type LoginOutcome = {
  readonly decision: 'admitted' | 'refused' | 'failed'
  readonly reason: string
  readonly policy: string
  /** What else is known of it, e.g. the organization in the token. */
  readonly remark: string
}

export const admitted = (remark = ''): LoginOutcome => ({
  decision: 'admitted',
  reason: '',
  policy: '',
  remark,
})

export const refused = (reason: string, policy: string): LoginOutcome => ({
  decision: 'refused',
  reason,
  policy,
  remark: '',
})

/**
 * Reads the reason out of the refusal itself, as support would: nobody looks into the tenant. A
 * refusal without our reference is shown with the words it came with.
 */
export function readOutcome(
  answer: DoorAnswer,
  keys: readonly DerivedKeys[],
  remark: (organization: string | null) => string,
): LoginOutcome {
  if (answer.kind === 'admitted') return admitted(remark(answer.organization))
  const reference = openReference(answer.description, keys)
  return reference === null
    ? refused(`${answer.error}: ${answer.description}`, '')
    : refused(reference.reason, reference.policy)
}
