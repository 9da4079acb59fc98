import { guardedTrigger, isBoundToTrigger } from '../../bundle/bundle-action.ts'
import type { Fault } from '../../ground/user-fault.ts'
import type { FiledReceipt } from '../receipts/receipt.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { boundTo } from './bound-to.ts'

/**
 * Guards that would not run if a tenant went back to this receipt. Bindings of which it says nothing
 * stay as they are. Pure.
 */
export function judgeGuards(
  { file, receipt }: FiledReceipt,
  actual: GuardedTenant,
): readonly Fault[] {
  const guards = receipt.actions.flatMap(({ name, version }) => {
    const trigger = guardedTrigger(name)
    return trigger === null ? [] : [{ name, version, trigger }]
  })
  if (guards.length === 0) return [unguarded(`receipt \`${file}\` holds no guard`)]
  return guards.flatMap(({ name, version, trigger }) => {
    if (version === null) return [unguarded(`in receipt \`${file}\` \`${name}\` is not deployed`)]
    if (!isBoundToTrigger(trigger)) return []
    const bound = receipt.bindings[trigger] ?? boundTo(actual, trigger)
    return bound.includes(name)
      ? []
      : [unguarded(`in receipt \`${file}\` \`${trigger}\` does not run \`${name}\``)]
  })
}

const unguarded = (what: string): Fault => ({
  code: 'receipt_unguarded',
  message: `${what}: to go back there would let everybody pass, and nothing would be logged`,
  fix: 'name a receipt in which every guard runs, or mend git and deploy; `npm run disarm` lets everybody pass and still logs',
})
