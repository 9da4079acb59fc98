import { z } from 'zod'
import type { JsonObject } from '../store.ts'
import { isObject, jsonObject, parseBody, patched } from './body.ts'
import { invalidBody } from './management-error.ts'
import { selectFields } from './paging.ts'
import { get, type ManagementRequest, ok, patch, type Route } from './route.ts'
import { readSetting, writeSetting } from './settings.ts'

const simplified =
  'read by the local tenant: session lifetimes, default login route, locales; the rest is only kept'

export const tenantSettingsRoutes: readonly Route[] = [
  get(
    '/tenants/settings',
    'read:tenant_settings',
    ({ tenant, query }) => ok(selectFields(readSetting(tenant, 'tenant-settings'), query)),
    simplified,
  ),
  patch('/tenants/settings', 'update:tenant_settings', updateTenantSettings, simplified),
]

// The four lifetimes are settable in hours or in minutes, and are answered in hours.
const LIFETIMES = [
  'session_lifetime',
  'idle_session_lifetime',
  'ephemeral_session_lifetime',
  'idle_ephemeral_session_lifetime',
] as const
const READ_ONLY = ['sandbox_versions_available']

const UpdateBody = z.looseObject({
  flags: jsonObject.optional(),
  default_redirection_uri: z.union([z.literal(''), z.url({ protocol: /^https?$/ })]).optional(),
  enabled_locales: z.array(z.string()).min(1).optional(),
  allowed_logout_urls: z.array(z.string()).optional(),
  ...Object.fromEntries(
    LIFETIMES.flatMap((name) => [
      [name, z.number().positive().optional()],
      [`${name}_in_minutes`, z.int().positive().optional()],
    ]),
  ),
})

function updateTenantSettings({ tenant, body }: ManagementRequest) {
  const changes = parseBody(UpdateBody, body) as JsonObject
  const refused = READ_ONLY.filter((key) => key in changes)
  if (refused.length > 0) {
    throw invalidBody(`'Additional properties not allowed: ${refused.join(', ')}'.`)
  }
  const before = readSetting(tenant, 'tenant-settings')
  const merged = patched(before, inHours(changes))
  const { flags } = changes
  if (isObject(flags) && isObject(before.flags)) merged.flags = { ...before.flags, ...flags }
  return ok(writeSetting(tenant, 'tenant-settings', merged))
}

function inHours(changes: JsonObject): JsonObject {
  const rendered = { ...changes }
  for (const name of LIFETIMES) {
    const minutes = rendered[`${name}_in_minutes`]
    delete rendered[`${name}_in_minutes`]
    if (typeof minutes === 'number') rendered[name] = minutes / 60
  }
  return rendered
}
