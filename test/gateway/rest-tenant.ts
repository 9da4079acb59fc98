import {
  below,
  type Call,
  isRead,
  parentOf,
  type Reply,
  refusal,
} from '../../scripts/gateway/call.ts'
import { identifierOf } from '../../scripts/gateway/overlay.ts'
import type { TenantPort } from '../../scripts/gateway/tenant-port.ts'
import { isObject, type Json, type JsonObject, objectsIn } from '../../scripts/ground/json-value.ts'

/**
 * A tenant of which nothing is known but that it is a REST API: what is posted to a path is listed there,
 * what is patched is laid over, what is put replaces. Just enough for types of resources that the local
 * tenant has not got; that they converge is the gateway's doing, and no knowledge of theirs.
 */
export function restTenant(): { readonly port: TenantPort; readonly sent: string[] } {
  const things = new Map<string, JsonObject>(Object.entries(GIVEN))
  const lists = new Map<string, readonly JsonObject[]>()
  const sent: string[] = []
  let made = 0
  const port: TenantPort = async (call) => {
    if (isRead(call)) return read(call, things, lists)
    sent.push(`${call.method} ${call.path}`)
    const body = isObject(call.body) ? call.body : { items: call.body ?? null }
    const asItIsListed = listedForm(call.path, body)
    if (asItIsListed !== null) {
      lists.set(call.path, asItIsListed)
      return { status: 200, body }
    }
    if (call.method === 'PATCH' && SINGLE_READS.test(call.path) && !things.has(call.path)) {
      return gone(call.path)
    }
    if (call.method === 'DELETE') return things.delete(call.path) ? NOTHING : gone(call.path)
    if (call.method !== 'POST' || SINGLE.test(call.path)) {
      const before = call.method === 'PUT' ? {} : (things.get(call.path) ?? {})
      const after = { ...before, ...shownOf(call.path, body) }
      things.set(call.path, after)
      return { status: 200, body: after }
    }
    if (/\/deploy$/.test(call.path)) {
      const path = parentOf(call.path)
      const { code = null, ...action } = things.get(path) ?? {}
      const deployed = { all_changes_deployed: true, deployed_version: { code } }
      things.set(path, { ...action, code, ...deployed })
      return { status: 200, body: { status: 'built' } }
    }
    made += 1
    const identifier = identifierOf(call.path)
    const id = body[identifier] ?? `id_${made}`
    const thing = { ...shownOf(call.path, body), [identifier]: id }
    things.set(below(call.path, String(id)), thing)
    return { status: 201, body: thing }
  }
  return { port, sent }
}

const NOTHING: Reply = { status: 204 }
const gone = (path: string): Reply => refusal(404, 'inexistent', `${path} is not there`)

/** Of these there is one, and it is created where it is read. */
const SINGLE = /^\/emails\/provider$|\/(scim-configuration|directory-provisioning)$/

/** What every tenant has without anybody's doing. */
const GIVEN: Readonly<Record<string, JsonObject>> = {
  '/branding': {},
  '/prompts': {},
  '/tenants/settings': { enabled_locales: ['en'] },
  '/risk-assessments/settings': { enabled: false },
  '/risk-assessments/settings/new-device': { remember_for: 30 },
  '/supplemental-signals': { akamai_enabled: false },
  '/guardian/factors/sms': { name: 'sms', enabled: false },
  '/guardian/factors/otp': { name: 'otp', enabled: false },
  '/guardian/policies': { items: [] },
  '/guardian/factors/phone/message-types': { message_types: [] },
  '/guardian/factors/phone/selected-provider': { provider: 'auth0' },
  '/guardian/factors/sms/providers/twilio': {},
  '/guardian/factors/sms/templates': {},
  '/attack-protection/brute-force-protection': { enabled: false },
  '/attack-protection/breached-password-detection': { enabled: false },
  '/attack-protection/suspicious-ip-throttling': { enabled: false },
  '/clients/global': { client_id: 'global', name: 'All Applications', global: true },
}

/** Credentials are never shown again; a log stream is active from its beginning. */
const shownOf = (path: string, body: JsonObject): JsonObject => {
  const { credentials: _hidden, ...shown } = body
  if (/^\/(emails\/provider|branding\/phone\/providers)/.test(path)) return shown
  // Sent as `template`, shown as `body`.
  if (path === '/branding/templates/universal-login') return { body: body.template ?? '' }
  return path === '/log-streams' ? { status: 'active', ...body } : body
}

/** Lists that are not called as the last step of their path. */
const MEMBERS: Readonly<Record<string, string>> = { 'event-streams': 'eventStreams' }
/** Lists that are answered bare. */
const BARE = /^\/(log-streams|custom-domains|guardian\/factors|rules-configs|email-templates)$/

/** What is sent in another form than it is listed in. */
function listedForm(path: string, body: JsonObject): readonly JsonObject[] | null {
  if (/\/permissions$/.test(path)) return objectsIn(body.permissions)
  if (!/\/bindings$/.test(path)) return null
  return objectsIn(body.bindings).map(({ ref, display_name: label = null }) => ({
    display_name: label,
    action: { name: isObject(ref) ? (ref.value ?? null) : null },
  }))
}

function read(
  { path, query }: Call,
  things: ReadonlyMap<string, JsonObject>,
  lists: ReadonlyMap<string, readonly JsonObject[]>,
): Reply {
  const thing = things.get(path === '/branding/themes/default' ? theme(things) : path)
  if (thing !== undefined)
    return { status: 200, body: 'items' in thing ? (thing.items ?? []) : thing }
  const items: readonly JsonObject[] =
    lists.get(path) ??
    [...things]
      .filter(([at]) => parentOf(at) === path)
      .map(([, one]) => one)
      .filter((one) =>
        [...query].every(([name, value]) => !FILTERS.has(name) || one[name] === value),
      )
  const step = path.slice(path.lastIndexOf('/') + 1)
  if (items.length === 0 && SINGLE_READS.test(path)) return gone(path)
  if (BARE.test(path)) return { status: 200, body: items }
  const body = { [MEMBERS[step] ?? step.replaceAll('-', '_')]: items } as Record<string, Json>
  return {
    status: 200,
    body:
      query.has('include_totals') && !query.has('take')
        ? { ...body, start: 0, limit: 100, total: items.length }
        : body,
  }
}

/** There is one, which is read by a name of its own. */
const theme = (things: ReadonlyMap<string, JsonObject>): string =>
  [...things.keys()].find((path) => parentOf(path) === '/branding/themes') ?? ''

const FILTERS = new Set(['name', 'strategy'])
/** Read by an id, or there is exactly one: where there is none, there is no empty list either. */
const SINGLE_READS =
  /^\/(emails\/provider|email-templates\/.+|branding\/themes\/default|branding\/templates\/.+|[^/]+\/id_[^/]+)$|\/(scim-configuration|directory-provisioning)$/
