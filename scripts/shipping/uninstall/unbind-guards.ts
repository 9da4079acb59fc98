import { guardedTrigger } from '../../bundle/bundle-action.ts'
import { below, type Call, CallRefused, get, isSuccess } from '../../gateway/call.ts'
import type { TenantPort } from '../../gateway/tenant-port.ts'
import { demandList, openSnapshot } from '../../gateway/tenant-snapshot.ts'
import { canonicalJson, isObject, type JsonObject, textOf } from '../../ground/json-value.ts'
import { bindingsMoved } from '../restore/bindings-moved.ts'

/**
 * Takes every guard out of what a trigger runs, in one call. What others have bound keeps its order and its
 * label: it is told by its id, as two Actions may have one label.
 * @returns what it ran and what it runs now, by name; null where it ran no guard
 * @throws UserFault where somebody else changed the list while the call was put off; CallRefused where the
 *   tenant does not take it
 */
export async function unbindGuards(
  port: TenantPort,
  trigger: string,
): Promise<{ readonly before: readonly string[]; readonly after: readonly string[] } | null> {
  const path = `${below('/actions/triggers', trigger)}/bindings`
  const read = () =>
    demandList(openSnapshot(port), get(path, { page: '0', per_page: '100' })).then((bound) =>
      bound.map(referenceTo),
    )
  const bound = await read()
  const stays = bound.filter(({ name }) => guardedTrigger(name) === null)
  if (stays.length === bound.length) return null
  const call: Call = {
    method: 'PATCH',
    path,
    query: new URLSearchParams(),
    body: { bindings: stays.map(({ binding }) => binding) },
  }
  const answer = await port(call, async () => {
    if (canonicalJson(await read()) !== canonicalJson(bound)) throw bindingsMoved(trigger)
  })
  if (!isSuccess(answer)) throw new CallRefused(call, answer)
  return { before: bound.map(({ name }) => name), after: stays.map(({ name }) => name) }
}

/** One that is bound: the name of its Action, and what binds it again as it is. */
function referenceTo({ action, display_name: label }: JsonObject) {
  const { id = '', name = '' } = isObject(action) ? action : {}
  return {
    name: textOf(name),
    binding: { ref: { type: 'action_id', value: textOf(id) }, display_name: textOf(label) },
  }
}
