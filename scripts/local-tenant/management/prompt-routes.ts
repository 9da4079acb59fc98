import type { JsonObject } from '../store.ts'
import { jsonObject, parseBody, patched } from './body.ts'
import { pagedList } from './paging.ts'
import { type ManagementRequest, ok, param, type Route } from './route.ts'
import { readSetting, writeSetting } from './settings.ts'

const simplified = 'kept and answered; the login page of the local tenant does not use it'
const customText = '/prompts/:prompt/custom-text/:language'
const partials = '/prompts/:prompt/partials'

export const promptRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/prompts',
    scopes: ['read:prompts'],
    simplified,
    answer: ({ tenant }) => ok(readSetting(tenant, 'prompts')),
  },
  {
    method: 'PATCH',
    path: '/prompts',
    scopes: ['update:prompts'],
    simplified,
    answer: ({ tenant, body }) => {
      const changes = parseBody(jsonObject, body)
      return ok(writeSetting(tenant, 'prompts', patched(readSetting(tenant, 'prompts'), changes)))
    },
  },
  {
    method: 'GET',
    path: '/prompts/rendering',
    scopes: ['read:prompts'],
    simplified: 'always empty',
    answer: ({ query }) => pagedList('configs', [], query),
  },
  { method: 'GET', path: customText, scopes: ['read:prompts'], simplified, answer: showText },
  { method: 'PUT', path: customText, scopes: ['update:prompts'], simplified, answer: replaceText },
  { method: 'GET', path: partials, scopes: ['read:prompts'], simplified, answer: showText },
  { method: 'PUT', path: partials, scopes: ['update:prompts'], simplified, answer: replaceText },
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
