import { listActions } from '../../gateway/tenant-lists.ts'
import type { VirtualTenant } from '../../gateway/virtual-tenant.ts'
import { isObject, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import { wouldRun } from './would-run.ts'

/**
 * What stays bound because git does not name its trigger: of the triggers of git's own Actions, whatever they run, and
 * of all others that would run something, such as an Action that the environment keeps.
 * @param assets of the tenant folder, as the Deploy CLI has loaded it
 */
export async function noteOfTriggers(
  assets: { readonly actions?: unknown; readonly triggers?: unknown },
  tenant: VirtualTenant,
): Promise<readonly string[]> {
  const named = Object.keys(isObject(assets.triggers) ? assets.triggers : {})
  const own = triggersOf(objectsIn(assets.actions))
  const all = [...new Set([...own, ...triggersOf(await listActions(tenant))])]
  const notes = all
    // Bound by no trigger; it has a note of its own.
    .filter((trigger) => trigger !== 'event-stream' && !named.includes(trigger))
    .map(async (trigger) => {
      const bound = await wouldRun(trigger, tenant)
      if (bound.length === 0 && !own.includes(trigger)) return []
      const what = bound.length === 0 ? 'nothing is bound' : `${bound.join(', ')} stays bound`
      return [`${trigger}: not in triggers.json, so left as it is: ${what}`]
    })
  return (await Promise.all(notes)).flat()
}

const triggersOf = (actions: readonly JsonObject[]): readonly string[] =>
  actions.flatMap(({ supported_triggers: triggers }) =>
    objectsIn(triggers).map(({ id }) => textOf(id)),
  )
