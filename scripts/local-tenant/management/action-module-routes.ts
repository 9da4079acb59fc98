import { freeIdWith } from '../ids.ts'
import type { JsonObject } from '../store.ts'
import { parseBody } from './body.ts'
import { conflict, inexistent } from './management-error.ts'
import { readPage } from './paging.ts'
import {
  created,
  del,
  get,
  type ManagementRequest,
  noContent,
  ok,
  param,
  patch,
  post,
  type Route,
  timestamp,
} from './route.ts'
import { sdkBody } from './sdk-bodies.ts'
import { type Kept, keptItems } from './stored/kept-items.ts'

const path = '/actions/modules'
const one = `${path}/:id` as const
const KEPT = 'stored: kept and shown in versions; no Action can require one'

/** Code that several Actions share, in versions. */
export const actionModuleRoutes: readonly Route[] = [
  get(
    path,
    'read:actions',
    (request) => listed('modules', [...modulesOf(request).values()].map(summary), request),
    KEPT,
  ),
  post(path, 'create:actions', createModule, KEPT),
  get(one, 'read:actions', (request) => ok(shown(findModule(request))), KEPT),
  patch(one, 'update:actions', updateModule, KEPT),
  del(
    one,
    'delete:actions',
    (request) => {
      modulesOf(request).delete(findModule(request).id)
      return noContent
    },
    KEPT,
  ),
  get(
    `${one}/actions`,
    'read:actions',
    (request) => {
      findModule(request)
      return listed('actions', [], request)
    },
    KEPT,
  ),
  get(
    `${one}/versions`,
    'read:actions',
    (request) => {
      findModule(request)
      return listed('versions', [...versionsOf(request).values()].toReversed(), request)
    },
    KEPT,
  ),
  post(
    `${one}/versions`,
    'create:actions',
    (request) => created(publish(request, findModule(request))),
    KEPT,
  ),
  get(`${one}/versions/:version_id`, 'read:actions', showVersion, KEPT),
  post(`${one}/rollback`, 'update:actions', rollBack, KEPT),
]

const modulesOf = ({ tenant }: ManagementRequest) => keptItems(tenant, path)
const versionsOf = ({ tenant, params }: ManagementRequest) =>
  keptItems(tenant, `${path}/${encodeURIComponent(params.id ?? '')}/versions`)

/** @fact A list of modules says page, length and total. (tests of auth0-deploy-cli, modules; recorded 2026-08-10) */
function listed(key: string, items: readonly unknown[], { query }: ManagementRequest) {
  const { start, limit } = readPage(query)
  const page = start / limit
  const slice = items.slice(start, start + limit)
  return ok({ [key]: slice, total: items.length, page, per_page: limit })
}

function findModule(request: ManagementRequest): Kept {
  const module = modulesOf(request).get(param(request, 'id'))
  if (module === undefined) throw inexistent('action_module')
  return module
}

/** Of a secret, name and time are kept: no Action can require a module, so nobody needs its value. */
function withoutValues(sent: JsonObject, now: string): JsonObject {
  if (!Array.isArray(sent.secrets)) return sent
  const secrets = (sent.secrets as { name: string }[]).map(({ name }) => ({
    name,
    updated_at: now,
  }))
  return { ...sent, secrets }
}

function createModule(request: ManagementRequest) {
  const sent = parseBody(sdkBody(`POST ${path}`), request.body) as JsonObject & { name: string }
  const modules = modulesOf(request)
  for (const { name } of modules.values()) {
    if (name !== sent.name) continue
    throw conflict('action_module_conflict', 'A module with this name exists.')
  }
  const now = timestamp(request.tenant)
  const { publish: isPublished = false, api_version: _version, ...kept } = sent
  const module: Kept = {
    id: freeIdWith('', sent.name, modules.has),
    dependencies: [],
    secrets: [],
    ...withoutValues(kept, now),
    all_changes_published: false,
    latest_version_number: 0,
    created_at: now,
    updated_at: now,
  }
  modules.set(module.id, module)
  const placed = { ...request, params: { ...request.params, id: module.id } }
  if (isPublished === true) publish(placed, module)
  return created(shown(findModule(placed)))
}

function updateModule(request: ManagementRequest) {
  const sent = parseBody(sdkBody(`PATCH ${path}/{}`), request.body) as JsonObject
  const now = timestamp(request.tenant)
  const module: Kept = {
    ...findModule(request),
    ...withoutValues(sent, now),
    all_changes_published: false,
    updated_at: now,
  }
  modulesOf(request).set(module.id, module)
  return ok(shown(module))
}

/** Keeps what a module is now as its next version. */
function publish(request: ManagementRequest, module: Kept): Kept {
  const versions = versionsOf(request)
  const number = [...versions.values()].length + 1
  const { code = '', dependencies = [], secrets = [] } = module
  const version: Kept = {
    id: freeIdWith('', `${module.id}:${number}`, versions.has),
    module_id: module.id,
    version_number: number,
    code,
    dependencies,
    secrets,
    created_at: timestamp(request.tenant),
  }
  versions.set(version.id, version)
  const latest = { latest_version_number: number, all_changes_published: true }
  modulesOf(request).set(module.id, { ...module, ...latest, latest_version: reference(version) })
  return version
}

function reference({ module_id: _module, ...version }: Kept): JsonObject {
  return version
}

function findVersion(request: ManagementRequest, id: string): Kept {
  findModule(request)
  const version = versionsOf(request).get(id)
  if (version === undefined) throw inexistent('action_module_version')
  return version
}

function showVersion(request: ManagementRequest) {
  return ok(findVersion(request, param(request, 'version_id')))
}

/** What a version was becomes the newest one. */
function rollBack(request: ManagementRequest) {
  const sent = parseBody(sdkBody(`POST ${path}/{}/rollback`), request.body)
  const { module_version_id: id } = sent as { module_version_id: string }
  const { code = '', dependencies = [], secrets = [] } = findVersion(request, id)
  publish(request, { ...findModule(request), code, dependencies, secrets })
  return ok(shown(findModule(request)))
}

const shown = (module: Kept): JsonObject => ({ ...module, actions_using_module_total: 0 })

function summary(module: Kept): JsonObject {
  const { latest_version: _latest, ...rest } = shown(module)
  return rest
}
