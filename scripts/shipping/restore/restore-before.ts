import { asking } from '../../auth0/asking.ts'
import type { TenantAccess } from '../../auth0/tenant-access.ts'
import { boundActions } from '../../gateway/net-effect.ts'
import type { GuardedTenant } from '../tenant-state/guarded-tenant.ts'
import { readGuardedTenant } from '../tenant-state/read-guarded-tenant.ts'
import { readBound } from './read-bound.ts'
import { bindActions, reviveVersion } from './ship-action.ts'

/** In words, for whoever is awake. */
export type PutBack = { readonly restored: readonly string[]; readonly left: readonly string[] }

/**
 * Puts every Action version and every list of bindings that is not as it was read back, with the token in
 * hand. Bindings first: what is not bound refuses nobody. Each for itself: the deploy may have deleted
 * one, and the next may be the guard that locks everybody out. Where the tenant does not say what is there by
 * now, everything is put back. What goes from a list is named: somebody else may have bound it meanwhile.
 */
export const restoreBefore = (
  access: Pick<TenantAccess, 'address' | 'port'>,
  before: GuardedTenant,
): Promise<PutBack> =>
  asking(access.address.domain, 'putting back what ran before', async () => {
    const now = await readGuardedTenant(access, []).catch(() => null)
    const names = now && new Set(now.resources.map(({ name }) => name))
    const versions = now && new Map(now.resources.map(({ id, action }) => [id, action?.versionId]))
    const restored: string[] = []
    const left: string[] = []
    const attempt = (what: string, work: Promise<void>): Promise<unknown> =>
      work.then(
        () => restored.push(what),
        (error: Error) => left.push(`${what} (${error.message})`),
      )
    for (const { type, name, value } of before.resources) {
      if (type !== 'triggers') continue
      const actions = boundActions(value).filter((one) => names?.has(one) ?? true)
      // Written too where it cannot be read: it may be the list that locks everybody out.
      const bound = await readBound(access.port, name).catch(() => null)
      if (bound?.join('\n') === actions.join('\n')) continue
      const what = describeBound(name, actions, bound ?? [])
      await attempt(what, bindActions(access.port, name, actions))
    }
    for (const { name, id, action } of before.resources) {
      if (action === undefined || action.versionId === null) continue
      const what = `${name} version ${action.versionNumber ?? action.versionId}`
      if (versions?.has(id) === false) left.push(`${what} (it is deleted)`)
      else if (versions?.get(id) !== action.versionId)
        await attempt(what, reviveVersion(access.port, id, action.versionId))
    }
    const isAsItWas = restored.length + left.length === 0 && before.resources.length > 0
    return { restored: isAsItWas ? ['all of it still runs'] : restored, left }
  })

function describeBound(
  trigger: string,
  actions: readonly string[],
  bound: readonly string[],
): string {
  const gone = bound.filter((one) => !actions.includes(one))
  const noLonger = gone.length === 0 ? '' : `, no longer ${gone.join(', ')}`
  return `${trigger} runs ${actions.join(', then ') || 'nothing'}${noLonger}`
}
