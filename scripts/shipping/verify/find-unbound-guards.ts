import { isBoundToTrigger } from '../../bundle/bundle-action.ts'
import type { StagedTenant } from '../../bundle/stage-tenant.ts'
import type { Waiver } from '../../check/waivers-file.ts'
import { boundTo } from '../restore/bound-to.ts'
import type { BuiltSession } from '../session.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'

/** A guard of git that its trigger does not run: it may be as git says, and nothing is enforced. */
export type UnboundGuard = {
  readonly name: string
  readonly trigger: string
  /** Of whoever answers for it in `tenant/waivers.json`: it is then no difference. */
  readonly waiver: Pick<Waiver, 'owner' | 'expires'> | null
}

/** Guards of triggers that the environment does not manage count too. */
export async function findUnboundGuards(
  { staged }: BuiltSession,
  actual: GuardedTenant,
  nowMs: number,
): Promise<readonly UnboundGuard[]> {
  const unbound = staged.actions.filter(
    ({ name, trigger }) => isBoundToTrigger(trigger) && !boundTo(actual, trigger).includes(name),
  )
  return unbound.length === 0 ? [] : withWaivers(unbound, staged, nowMs)
}

/** As `check` waives its finding of that name; loaded only where there is something to waive. */
async function withWaivers(
  guards: StagedTenant['actions'],
  staged: StagedTenant,
  nowMs: number,
): Promise<readonly UnboundGuard[]> {
  const { findWaiver } = await import('../../check/apply-waivers.ts')
  const { loadWaivers } = await import('../../check/waivers-file.ts')
  const { root, rulebook } = staged.project
  const waivers = await loadWaivers(root)
  const terms = { nowMs, longestDays: rulebook.longestAllowanceDays }
  return guards.map(({ name, trigger, declaration }) => {
    const found = { id: 'guard_unbound', file: `tenant/${declaration}` }
    const waiver = findWaiver(found, waivers, terms)
    return { name, trigger, waiver: waiver && { owner: waiver.owner, expires: waiver.expires } }
  })
}

export const renderUnboundGuard = ({ name, trigger, waiver }: UnboundGuard): string =>
  waiver === null
    ? `\`${name}\` is bound to nothing: \`${trigger}\` does not run it, so nothing of it is enforced; bind it in \`tenant/triggers\`, or in the Dashboard where the environment does not manage \`triggers\``
    : `\`${name}\` is bound to nothing: \`${trigger}\` does not run it, and \`${waiver.owner}\` answers for that until \`${waiver.expires}\``
