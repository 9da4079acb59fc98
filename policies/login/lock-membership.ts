import { type LockContent, type LockEntry, type LockOrigin, withMembership } from '../lock.ts'
import type { LoginFacts, Marks } from './facts.ts'
import type { LoginSettings } from './settings.ts'

/** One login to a named organization, with an address that can be compared. */
export type Comparison = {
  readonly facts: LoginFacts
  readonly settings: LoginSettings
  readonly held: LockContent
  readonly organization: string
  readonly marks: Marks
  /** A reader could take the address for another. */
  readonly isDeceptive: boolean
}

/** The entries with the membership of this login more, under the address that is in use now. */
export const lockMembership = (
  entries: readonly LockEntry[],
  { facts, organization, marks }: Comparison,
  origin: LockOrigin,
): readonly LockEntry[] =>
  withMembership(entries, marks, {
    organization,
    identitySource: facts.scope.identitySource,
    origin,
    lockedAtMs: facts.nowMs,
  })
