import { guardedTrigger } from '../../bundle/bundle-action.ts'
import { boundTo } from '../restore/bound-to.ts'
import { readGuard } from '../restore/read-guard.ts'
import type { BuiltSession } from '../session.ts'
import type { ActualTenant } from '../tenant-state/resource.ts'

/** A guard of git that its trigger does not run: it may be as git says, and nothing is enforced. */
export type UnboundGuard = { readonly name: string; readonly trigger: string }

/** Asks the tenant about triggers that the environment does not manage: their guards count too. */
export async function findUnboundGuards(
  session: BuiltSession,
  actual: ActualTenant,
): Promise<readonly UnboundGuard[]> {
  const guards = session.sealed.resources.flatMap(({ type, name }): readonly UnboundGuard[] => {
    const trigger = type === 'actions' ? guardedTrigger(name) : null
    return trigger === null ? [] : [{ name, trigger }]
  })
  const isRead = (trigger: string): boolean =>
    actual.resources.some(({ type, name }) => type === 'triggers' && name === trigger)
  const unread = guards.map(({ trigger }) => trigger).filter((trigger) => !isRead(trigger))
  const others = unread.length === 0 ? null : await readGuard(session, unread)
  return guards.filter(({ name, trigger }) => {
    const source = others !== null && unread.includes(trigger) ? others : actual
    return !boundTo(source, trigger).includes(name)
  })
}

export const renderUnboundGuard = ({ name, trigger }: UnboundGuard): string =>
  `\`${name}\` is bound to nothing: \`${trigger}\` does not run it, so nothing of it is enforced; bind it in \`tenant/triggers\`, or in the Dashboard where the environment does not manage \`triggers\``
