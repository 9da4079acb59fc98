import type { ErasedRecords } from '../../state/erase-records.ts'
import { boundTo } from '../restore/bound-to.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { guardsIn } from '../tenant-state/guards-in.ts'
import type { UninstallPlan } from './plan-uninstall.ts'

/** What a plan wanted gone and is there, or wanted to stay and is not as it was. Pure. */
export function leftOver(
  { bindings }: UninstallPlan,
  after: GuardedTenant,
  erased: ErasedRecords | null,
): readonly string[] {
  return [
    ...guardsIn(after).map(({ name }) => `the Action ${name} is there`),
    ...bindings
      .filter((one) => {
        // What somebody binds meanwhile is none of ours.
        const stayed = boundTo(after, one.trigger).filter((name) => one.after.includes(name))
        return stayed.join('\n') !== one.after.join('\n')
      })
      .map(
        ({ trigger }) => `${trigger} runs ${boundTo(after, trigger).join(', then ') || 'nothing'}`,
      ),
    ...(erased?.left ?? []).map((name) => `the organization ${name} has tombstones`),
  ]
}
