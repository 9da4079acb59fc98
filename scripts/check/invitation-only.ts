import { isOff } from './is-enforced.ts'
import type { Subject } from './subject.ts'

/** Whether the rulebook claims that only invited people can have an account. */
export function isInvitationOnly({ project }: Subject): boolean {
  const gate = project.rulebook.policies['signup-gate']
  return gate.admit === 'invited' && !isOff(gate)
}
