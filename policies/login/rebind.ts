import type { Verdict } from '../policy.ts'
import { deny } from '../policy.ts'
import { INTERACTIVE_DOORS } from './facts.ts'
import { type Comparison, lockMembership } from './lock-membership.ts'
import { addressIsProven } from './verified-email.ts'

/**
 * An operator allowed this person to use this address from now on, once. Null: nobody did, or nobody
 * is there to use it.
 */
export function moveLock({
  facts,
  settings,
  held,
  organization,
  marks,
}: Comparison): Verdict | null {
  const permission = facts.rebinds.find(
    ({ id, mark, organization: whose }) =>
      whose === organization && marks.includes(mark) && !held.spentRebinds.includes(id),
  )
  if (permission === undefined) return null
  if (facts.nowMs >= permission.expiresAtMs) return deny('REBIND_EXPIRED')
  if (!INTERACTIVE_DOORS.has(facts.door) || !addressIsProven(facts, settings)) return null
  const without = held.entries.flatMap((entry) => {
    const memberships = entry.memberships.filter((kept) => kept.organization !== organization)
    return memberships.length > 0 ? [{ ...entry, memberships }] : []
  })
  return {
    kind: 'pass',
    record: {
      ...held,
      entries: lockMembership(without, marks, organization, 'rebind', facts),
      spentRebinds: [...held.spentRebinds, permission.id],
    },
  }
}
