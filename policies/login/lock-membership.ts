import type { LockContent, LockEntry, LockOrigin } from '../lock.ts'
import type { LoginFacts, Marks } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/** One login to a named organization, with an address that can be compared. */
export type Comparison = {
  readonly facts: LoginFacts
  readonly settings: LoginSettings
  readonly held: LockContent
  readonly organization: string
  readonly marks: Marks
}

/** The entries with one membership more, under the address that is in use now. */
export function lockMembership(
  entries: readonly LockEntry[],
  marks: Marks,
  organization: string,
  origin: LockOrigin,
  { scope, nowMs }: LoginFacts,
): readonly LockEntry[] {
  const known = entries.find((entry) => marks.includes(entry.mark))
  const added = { organization, identitySource: scope.identitySource, origin, lockedAtMs: nowMs }
  const memberships = [...(known?.memberships ?? []), added]
  return [...entries.filter((entry) => entry !== known), { mark: marks[0], memberships }]
}
