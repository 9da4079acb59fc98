import type { JsonObject, Tenant } from '../store.ts'
import { parseBody, patched } from './body.ts'
import { pagedList } from './paging.ts'
import { get, type ManagementRequest, ok, patch, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { placeOf } from './stored/kept-items.ts'
import { UNTOUCHED_RENDERING } from './stored/stored-settings.ts'

const path = '/prompts/rendering'
const PLACE = '/prompts/:prompt/screen/:screen/rendering'
const UNSEEN = 'stored: kept and shown; pages do not change'

/** How screens are rendered, many at once; one by one they are stored settings. */
export const promptRenderingRoutes: readonly Route[] = [
  get(path, 'read:prompts', listChanged, 'what was changed; filtered by `prompt` and `screen`'),
  patch(path, 'update:prompts', changeAll, UNSEEN),
]

const OF_SCREEN = /^\/prompts\/[^/]+\/screen\/[^/]+\/rendering$/

function listChanged({ tenant, query }: ManagementRequest) {
  const isAsked = (item: JsonObject): boolean =>
    ['prompt', 'screen'].every((name) => !query.has(name) || query.get(name) === item[name])
  const kept = [...tenant.state.settings].filter(([place]) => OF_SCREEN.test(place))
  const configs = kept.map(([, setting]) => setting).filter(isAsked)
  return pagedList('configs', configs, query)
}

type Config = JsonObject & { readonly prompt: string; readonly screen: string }

function changeAll({ tenant, body }: ManagementRequest) {
  const sent = parseBody(sdkBody(`PATCH ${path}`), body) as { configs: readonly Config[] }
  for (const config of sent.configs) changeOne(tenant, config)
  return ok(sent)
}

function changeOne({ state, tenantId }: Tenant, { prompt, screen, ...changes }: Config): void {
  const place = placeOf(PLACE, { prompt, screen })
  const before = state.settings.get(place) ?? {
    ...UNTOUCHED_RENDERING,
    tenant: tenantId,
    prompt,
    screen,
  }
  state.settings.set(place, patched(before, changes))
}
