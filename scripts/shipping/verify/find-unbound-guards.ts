import { guardedTrigger } from '../../bundle/bundle-action.ts'
import type { Waiver } from '../../check/waivers-file.ts'
import { boundTo } from '../restore/bound-to.ts'
import { readGuard } from '../restore/read-guard.ts'
import type { BuiltSession } from '../session.ts'
import type { ActualTenant } from '../tenant-state/resource.ts'

/** A guard of git that its trigger does not run: it may be as git says, and nothing is enforced. */
export type UnboundGuard = {
  readonly name: string
  readonly trigger: string
  /** Of whoever answers for it in `tenant/waivers.json`: it is then no difference. */
  readonly waiver: Pick<Waiver, 'owner' | 'expires'> | null
}

type Guard = Omit<UnboundGuard, 'waiver'>

/** Asks the tenant about triggers that the environment does not manage: their guards count too. */
export async function findUnboundGuards(
  session: BuiltSession,
  actual: ActualTenant,
  nowMs: number,
): Promise<readonly UnboundGuard[]> {
  const guards = session.sealed.resources.flatMap(({ type, name }): readonly Guard[] => {
    const trigger = type === 'actions' ? guardedTrigger(name) : null
    return trigger === null ? [] : [{ name, trigger }]
  })
  const isRead = (trigger: string): boolean =>
    actual.resources.some(({ type, name }) => type === 'triggers' && name === trigger)
  const unread = guards.map(({ trigger }) => trigger).filter((trigger) => !isRead(trigger))
  const others = unread.length === 0 ? null : await readGuard(session, unread)
  const unbound = guards.filter(({ name, trigger }) => {
    const source = others !== null && unread.includes(trigger) ? others : actual
    return !boundTo(source, trigger).includes(name)
  })
  return unbound.length === 0 ? [] : withWaivers(unbound, session, nowMs)
}

/** As `check` waives its finding of that name; loaded only where there is something to waive. */
async function withWaivers(
  guards: readonly Guard[],
  { staged }: BuiltSession,
  nowMs: number,
): Promise<readonly UnboundGuard[]> {
  const { findWaiver } = await import('../../check/apply-waivers.ts')
  const { loadWaivers } = await import('../../check/waivers-file.ts')
  const { root, rulebook } = staged.project
  const waivers = await loadWaivers(root)
  const terms = { nowMs, longestDays: rulebook.longestAllowanceDays }
  return guards.map((guard) => {
    const declaration = staged.actions.find(({ name }) => name === guard.name)?.declaration ?? ''
    const found = { id: 'guard_unbound', file: `tenant/${declaration}` }
    const waiver = findWaiver(found, waivers, terms)
    return { ...guard, waiver: waiver && { owner: waiver.owner, expires: waiver.expires } }
  })
}

export const renderUnboundGuard = ({ name, trigger, waiver }: UnboundGuard): string =>
  waiver === null
    ? `\`${name}\` is bound to nothing: \`${trigger}\` does not run it, so nothing of it is enforced; bind it in \`tenant/triggers\`, or in the Dashboard where the environment does not manage \`triggers\``
    : `\`${name}\` is bound to nothing: \`${trigger}\` does not run it, and \`${waiver.owner}\` answers for that until \`${waiver.expires}\``
