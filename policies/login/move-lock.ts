import { withoutMembership } from '../lock.ts'
import { deny, type Verdict } from '../policy.ts'
import { isPresent } from './is-present.ts'
import { type Comparison, lockMembership } from './lock-membership.ts'
import { addressIsProven } from './verified-email.ts'

/**
 * An operator allowed this person to use this address from now on, once. Null: nobody did, or the
 * person is not there to use it.
 */
export function moveLock(comparison: Comparison): Verdict | null {
  const { facts, settings, held, organization, marks } = comparison
  const unspent = facts.rebinds.filter(
    ({ id, mark, organization: whose, expiresAtMs }) =>
      whose === organization &&
      marks.includes(mark) &&
      !held.spent.includes(id) &&
      // One that ends too far away names nobody until its end is near.
      expiresAtMs - facts.nowMs <= settings.longestAllowanceMs,
  )
  if (unspent.length === 0) return null
  const permission = unspent.find(({ expiresAtMs }) => facts.nowMs < expiresAtMs)
  if (permission === undefined) return deny('REBIND_EXPIRED')
  // Through a linked account the membership would be pinned to a source that is not its own.
  const isOwn = isPresent(facts) && facts.person.addressIsOfSource
  if (!isOwn || !addressIsProven(facts, settings)) return null
  const entries = withoutMembership(held.entries, organization)
  return {
    kind: 'pass',
    record: {
      ...held,
      entries: lockMembership(entries, comparison, 'rebind'),
      spent: [...held.spent, permission.id],
    },
  }
}
