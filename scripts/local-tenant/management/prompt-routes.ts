import type { JsonObject } from '../store.ts'
import { jsonObject, parseBody, patched } from './body.ts'
import { get, type ManagementRequest, ok, param, patch, put, type Route } from './route.ts'
import { readSetting, writeSetting } from './settings.ts'

const simplified = 'kept and answered; the login page of the local tenant does not use it'
const customText = '/prompts/:prompt/custom-text/:language'
const partials = '/prompts/:prompt/partials'

export const promptRoutes: readonly Route[] = [
  get('/prompts', 'read:prompts', ({ tenant }) => ok(readSetting(tenant, 'prompts')), simplified),
  patch(
    '/prompts',
    'update:prompts',
    ({ tenant, body }) => {
      const changes = parseBody(jsonObject, body)
      return ok(writeSetting(tenant, 'prompts', patched(readSetting(tenant, 'prompts'), changes)))
    },
    simplified,
  ),
  get(customText, 'read:prompts', showText, simplified),
  put(customText, 'update:prompts', replaceText, simplified),
  get(partials, 'read:prompts', showText, simplified),
  put(partials, 'update:prompts', replaceText, simplified),
]

// One text per prompt and language, and one set of partials per prompt.
const keyOf = (request: ManagementRequest): string =>
  `prompts/${param(request, 'prompt')}/${request.params.language ?? 'partials'}`

function showText(request: ManagementRequest) {
  return ok(request.tenant.state.settings.get(keyOf(request)) ?? {})
}

function replaceText(request: ManagementRequest) {
  const text: JsonObject = parseBody(jsonObject, request.body)
  request.tenant.state.settings.set(keyOf(request), text)
  return ok(text)
}
