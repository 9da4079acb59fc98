import {
  canonicalJson,
  isObject,
  type JsonObject,
  objectsIn,
  textOf,
  textsIn,
} from '../ground/json-value.ts'
import { below, type Call, get, parentOf } from './call.ts'
import { isOfKnownType } from './resource-path.ts'
import {
  listBindings,
  listEnabledClients,
  listPermissions,
  listTaken,
  permissionOf,
} from './tenant-lists.ts'
import type { VirtualTenant } from './virtual-tenant.ts'

/** What a write does; whatever is written otherwise is turned into one of these. */
export type Effect =
  | { readonly kind: 'create'; readonly collection: string; readonly value: JsonObject }
  | {
      readonly kind: 'change'
      readonly path: string
      /** As it would be afterwards, as far as this write says. */
      readonly members: JsonObject
      /** As it would be until then, in the same form. */
      readonly before: JsonObject
      /** Members that are not sent go (PUT); otherwise they stay. */
      readonly isWhole: boolean
      /** Kept in a form of its own, and not as the thing at this path. */
      readonly isForm: boolean
    }
  | { readonly kind: 'remove'; readonly path: string }
  /** Puts the draft of an Action, or of a module, to use. */
  | { readonly kind: 'put-to-use'; readonly path: string }
  /** What it does, nobody here knows. */
  | { readonly kind: 'unknown' }

/**
 * Writes whose answers are read back in another form than they are sent in. `before` and `after` are
 * in one form, in which the two can be compared. Forms seen of auth0-deploy-cli 8.44.0 and in
 * recordings of 2026-08-10.
 */
type Form = {
  readonly method: readonly Call['method'][]
  readonly path: RegExp
  /** What can be read of it now. */
  read(tenant: VirtualTenant, path: string): Promise<JsonObject>
  after(call: Call, now: JsonObject): JsonObject
}

const FORMS: readonly Form[] = [
  {
    // Sent as references by name, read back as Actions with ids.
    method: ['PATCH'],
    path: /^\/actions\/triggers\/[^/]+\/bindings$/,
    read: async (tenant, path) => ({
      bindings: await listBindings(tenant, path),
    }),
    after: ({ body }) => ({
      bindings: objectsIn(isObject(body) ? body.bindings : []).map((binding) => ({
        action_name: isObject(binding.ref) ? textOf(binding.ref.value) : '',
        display_name: textOf(binding.display_name),
      })),
    }),
  },
  {
    method: ['POST', 'DELETE'],
    path: /^\/roles\/[^/]+\/permissions$/,
    read: async (tenant, path) => ({ permissions: await listPermissions(tenant, path) }),
    after: ({ method, body }, now) => {
      const sent = objectsIn(isObject(body) ? body.permissions : []).map(permissionOf)
      const kept = objectsIn(now.permissions).filter((one) => !holds(sent, one))
      return { permissions: method === 'DELETE' ? kept : [...kept, ...sent] }
    },
  },
  {
    method: ['PATCH'],
    path: /^\/connections\/[^/]+\/clients$/,
    read: async (tenant, path) => ({
      enabled_clients: (await listEnabledClients(tenant, path)).map(clientOf),
    }),
    after: ({ body }, now) => {
      const sent = objectsIn(body)
      const named = sent.map(clientOf)
      const enabled = sent.filter(({ status }) => status === true).map(clientOf)
      const kept = textsIn(now.enabled_clients).filter((id) => !named.includes(id))
      return { enabled_clients: [...kept, ...enabled] }
    },
  },
  {
    method: ['POST', 'DELETE'],
    path: /^\/organizations\/[^/]+\/clients$/,
    read: async (tenant, path) => ({
      clients: (await listTaken(tenant, path)).map(organizationClient),
    }),
    after: ({ method, body }, now) => {
      const sent = isObject(body) && Array.isArray(body.clients) ? body.clients : []
      const ids = sent.map((one) => (isObject(one) ? clientOf(one) : textOf(one)))
      const kept = objectsIn(now.clients).filter((one) => !ids.includes(clientOf(one)))
      const added = objectsIn(sent).map(organizationClient)
      return { clients: method === 'DELETE' ? kept : [...kept, ...added] }
    },
  },
  {
    // Read back in hours.
    method: ['PATCH'],
    path: /^\/tenants\/settings$/,
    read: async (tenant, path) => inMinutes((await tenant.now(path)) ?? {}),
    after: ({ body }) => (isObject(body) ? body : {}),
  },
  {
    method: ['PUT'],
    path: /^\/branding\/templates\/universal-login$/,
    read: async (tenant, path) => ({ template: textOf((await tenant.now(path))?.body) }),
    after: ({ body }) => ({ template: isObject(body) ? textOf(body.template) : textOf(body) }),
  },
]

const clientOf = ({ client_id: id }: JsonObject): string => textOf(id)

const organizationClient = ({ client_id, use_for_member_access }: JsonObject): JsonObject => ({
  client_id: textOf(client_id),
  ...(use_for_member_access === undefined ? {} : { use_for_member_access }),
})

const holds = (list: readonly JsonObject[], one: JsonObject): boolean =>
  list.some((other) => canonicalJson(other) === canonicalJson(one))

function inMinutes(settings: JsonObject): JsonObject {
  const minutes = Object.entries(settings).flatMap(([name, hours]) =>
    name.endsWith('session_lifetime') && typeof hours === 'number'
      ? [[`${name}_in_minutes`, Math.round(hours * 60)] as const]
      : [],
  )
  return { ...settings, ...Object.fromEntries(minutes) }
}

/** Things of which there is one below its owner: they are created at the path they are read at. */
const SINGLE = /\/(scim-configuration|directory-provisioning)$|^\/emails\/provider$/

/** Writes without a body, below what they put to use. */
const PUT_TO_USE = /^\/actions\/(actions\/[^/]+\/deploy|modules\/[^/]+\/versions)$/

/** What a write would do to the tenant as it would be by now. Writes nothing. */
export async function effectOf(call: Call, tenant: VirtualTenant): Promise<Effect> {
  const { method, path, query, body } = call
  // No write of the Deploy CLI has one, but `force`, which is kept back: it would say more than its path.
  if (query.size > 0) return { kind: 'unknown' }
  // What is created has a path of its own by then.
  if (!isOfKnownType(path) && !(method === 'POST' && isOfKnownType(below(path, 'new')))) {
    return { kind: 'unknown' }
  }
  const form = FORMS.find((one) => one.method.includes(method) && one.path.test(path))
  if (form !== undefined) {
    const before = tenant.form(path) ?? (await form.read(tenant, path))
    const members = form.after(call, before)
    return { kind: 'change', path, members, before, isWhole: false, isForm: true }
  }
  if (method === 'POST' && PUT_TO_USE.test(path)) {
    return { kind: 'put-to-use', path: parentOf(path) }
  }
  if (method === 'DELETE') {
    // Its list may be the only place that knows it: what is not found is taken for gone already.
    if ((await tenant.now(path)) === null) await fromParent(tenant, path)
    return { kind: 'remove', path }
  }
  const sent = isObject(body) ? body : Array.isArray(body) ? { items: body } : null
  if (sent === null) return { kind: 'unknown' }
  if (method === 'POST' && !SINGLE.test(path)) {
    return { kind: 'create', collection: path, value: await completed(path, sent, tenant) }
  }
  const now = (await tenant.now(path)) ?? (await fromParent(tenant, path))
  const isWhole = method === 'PUT'
  return { kind: 'change', path, members: sent, before: now ?? {}, isWhole, isForm: false }
}

/** A grant is given to an organization by its id alone, and listed with what it grants. */
async function completed(
  path: string,
  sent: JsonObject,
  tenant: VirtualTenant,
): Promise<JsonObject> {
  if (!/^\/organizations\/[^/]+\/client-grants$/.test(path)) return sent
  const grant = await tenant.now(`/client-grants/${textOf(sent.grant_id)}`)
  const { client_id = null, audience = null } = grant ?? {}
  return { id: sent.grant_id ?? null, client_id, audience }
}

/** Some things can be read in their list only (discovery domains, factors). */
async function fromParent(tenant: VirtualTenant, path: string): Promise<JsonObject | null> {
  // A thing of which there is one stands in no list.
  if (parentOf(path) === '') return null
  // Whatever it is: only a list shows more than was known.
  await tenant.answer(get(parentOf(path), parentOf(path).endsWith('s') ? { take: '50' } : {}))
  return tenant.now(path)
}
