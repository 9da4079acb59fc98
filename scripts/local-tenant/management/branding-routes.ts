import type { JsonObject } from '../store.ts'
import { deepMerged, parseBody } from './body.ts'
import { conflict, inexistent, ManagementError } from './management-error.ts'
import { created, get, ok, patch, post, type Route } from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { readSetting, writeSetting } from './settings.ts'
import { keptItems } from './stored/kept-items.ts'
import { renderKept } from './stored/stored-resource.ts'
import { THEMES } from './stored/typed-resources.ts'

const UNSEEN = 'stored: kept and shown; pages do not change'

/** What is kept of a tenant's looks; themes and templates of messages are stored resources. */
export const brandingRoutes: readonly Route[] = [
  get('/branding', 'read:branding', ({ tenant }) => ok(readSetting(tenant, 'branding'))),
  patch(
    '/branding',
    'update:branding',
    ({ tenant, body }) => {
      const changes = parseBody(sdkBody('PATCH /branding'), body) as JsonObject
      const before = readSetting(tenant, 'branding')
      return ok(writeSetting(tenant, 'branding', deepMerged(before, changes)))
    },
    UNSEEN,
  ),
  get(
    '/branding/themes/default',
    'read:branding',
    ({ tenant }) => {
      const [theme] = keptItems(tenant, '/branding/themes').values()
      if (theme === undefined) {
        // @fact A tenant without a theme says so in these words. (tests of auth0-deploy-cli; recorded 2026-08-10)
        throw new ManagementError(
          404,
          'theme_not_found',
          'There was an error retrieving branding settings: invalid theme ID',
        )
      }
      return ok(renderKept(THEMES, theme))
    },
    UNSEEN,
  ),
  post(
    '/email-templates',
    'create:email_templates',
    ({ tenant, body }) => {
      const template = parseBody(sdkBody('POST /email-templates'), body) as JsonObject
      const place = `/email-templates/${template.template}`
      if (tenant.state.settings.has(place)) {
        throw conflict('template_already_exists', 'The template exists already.')
      }
      tenant.state.settings.set(place, template)
      return created(template)
    },
    'stored: kept and shown; mail in the outbox has its own words',
  ),
  patch(
    '/branding/phone/templates/:id/reset',
    'update:phone_templates',
    ({ tenant, params: { id = '' } }) => {
      const templates = keptItems(tenant, '/branding/phone/templates')
      const template = templates.get(id)
      if (template === undefined) throw inexistent('phone_template')
      const reset = { ...template, content: { syntax: 'liquid', body: {} } }
      templates.set(id, reset)
      return ok(reset)
    },
    'stored: empties the texts; Auth0 has texts of its own',
  ),
]
