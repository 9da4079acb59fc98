import type { JsonObject, Tenant } from '../../store.ts'
import type { Items } from '../stored-collection.ts'

export type Kept = JsonObject & { id: string }

/** The path of a call, with the ids of this request in it. */
export const placeOf = (path: string, params: Readonly<Record<string, string>>): string =>
  path.replace(/:(\w+)/g, (_whole, name) => encodeURIComponent(params[name] ?? ''))

/** What of the tenant is kept right below a place. */
export function keptItems({ state }: Tenant, place: string): Items<Kept> {
  const key = (id: string): string => `${place}/${encodeURIComponent(id)}`
  return {
    get: (id) => state.kept.get(key(id)),
    has: (id) => state.kept.has(key(id)),
    set: (id, item) => state.kept.set(key(id), item),
    delete: (id) => state.kept.delete(key(id)),
    *values() {
      for (const [path, item] of state.kept) {
        if (path.slice(0, path.lastIndexOf('/')) === place) yield item
      }
    },
  }
}

/** Whatever hangs on a thing goes with it. @param place of the thing: `/connections/con_...` */
export function forgetBelow({ state }: Tenant, place: string): void {
  for (const collection of [state.kept, state.settings]) {
    for (const path of collection.keys()) if (path.startsWith(`${place}/`)) collection.delete(path)
  }
}
