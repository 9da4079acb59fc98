import { z } from 'zod'
import { freeId } from '../ids.ts'
import { ACTION_LIMIT_VALUES as LIMITS } from '../runtime/limits.ts'
import type { ActionDraft, ActionSecret, Tenant } from '../store.ts'
import { deployDraft } from './action-version-routes.ts'
import { parseBody } from './body.ts'
import { conflict, invalidBody, ManagementError, notSupported } from './management-error.ts'
import { actionsList, readBoolean } from './paging.ts'
import { findAction, renderAction } from './render-action.ts'
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
import { TRIGGER_CATALOGUE } from './trigger-catalogue.ts'

const path = '/actions/actions/:action_id'

export const actionRoutes: readonly Route[] = [
  get('/actions/actions', 'read:actions', listActions),
  post(
    '/actions/actions',
    'create:actions',
    createAction,
    'the build is a wait on the tenant’s clock: nothing is compiled or installed; how Auth0 words the limit of 100 Actions is not known',
  ),
  get(path, 'read:actions', (request) => ok(renderAction(request.tenant, findAction(request)))),
  patch(
    path,
    'update:actions',
    updateAction,
    'a secret without a value keeps its old one (not confirmed by Auth0)',
  ),
  del(path, 'delete:actions', deleteAction),
]

const triggers = z
  .array(z.object({ id: z.string(), version: z.string().optional() }))
  .min(1)
  .max(1)
const changeable = {
  name: z.string().min(1),
  supported_triggers: triggers,
  code: z.string(),
  runtime: z.enum(['node12', 'node16', 'node18', 'node18-actions', 'node22']),
  dependencies: z
    .array(z.object({ name: z.string().min(1), version: z.string().default('latest') }))
    .max(LIMITS.dependenciesPerAction),
  secrets: z
    .array(
      z.object({
        name: z.string().min(1).max(LIMITS.secretNameCharacters),
        value: z.string().max(LIMITS.secretValueCharacters).optional(),
      }),
    )
    .max(LIMITS.secretsPerAction),
  modules: z.array(z.unknown()).max(0, { message: '[local tenant] modules are not emulated' }),
}
const UpdateBody = z.strictObject(changeable).partial()
const CreateBody = z.strictObject({
  ...UpdateBody.shape,
  name: changeable.name,
  supported_triggers: triggers,
  deploy: z.boolean().default(false),
})
type Changes = z.output<typeof UpdateBody>

function listActions({ tenant, query }: ManagementRequest) {
  const triggerId = query.get('triggerId')
  const name = query.get('actionName')
  const isDeployed = readBoolean(query, 'deployed')
  const actions = [...tenant.state.actions.values()].filter(
    (action) =>
      (triggerId === null || action.supported_triggers.some(({ id }) => id === triggerId)) &&
      (name === null || action.name === name) &&
      (isDeployed === undefined || (action.deployed_version_id !== null) === isDeployed),
  )
  return actionsList(
    'actions',
    actions.map((action) => renderAction(tenant, action)),
    query,
  )
}

function createAction({ tenant, settings, body }: ManagementRequest) {
  const { actions } = tenant.state
  const { deploy, ...changes } = parseBody(CreateBody, body)
  assertNameIsFree(tenant, changes.name)
  if (actions.size >= LIMITS.actionsPerTenant) {
    throw notSupported(`A tenant cannot have more than ${LIMITS.actionsPerTenant} actions.`)
  }
  const blank: ActionDraft = {
    id: freeId('action', changes.name, (id) => actions.has(id)),
    name: changes.name,
    supported_triggers: [],
    code: '',
    runtime: 'node22',
    dependencies: [],
    secrets: [],
    built_at_ms: 0,
    created_at: timestamp(tenant),
    updated_at: timestamp(tenant),
    deployed_version_id: null,
    all_changes_deployed: false,
  }
  const draft = withChanges(tenant, blank, changes, settings.actionBuildMs)
  actions.set(draft.id, draft)
  if (deploy) deployDraft(tenant, draft)
  return created(renderAction(tenant, draft))
}

function updateAction(request: ManagementRequest) {
  const { tenant, settings } = request
  const draft = findAction(request)
  const changes = parseBody(UpdateBody, request.body)
  if (changes.name !== undefined && changes.name !== draft.name) {
    assertNameIsFree(tenant, changes.name)
  }
  const updated = withChanges(tenant, draft, changes, settings.actionBuildMs)
  tenant.state.actions.set(updated.id, updated)
  return ok(renderAction(tenant, updated))
}

/**
 * @fact Every change of an Action starts a new build, even one that changes nothing. (Management
 * API, Actions; recorded 2026-08-10)
 */
function withChanges(
  tenant: Tenant,
  draft: ActionDraft,
  changes: Changes,
  buildMs: number,
): ActionDraft {
  const code = changes.code ?? draft.code
  if (code.length > LIMITS.codeCharacters) {
    throw invalidBody(
      `'String is too long (${code.length} chars), maximum ${LIMITS.codeCharacters}' on property code.`,
    )
  }
  return {
    ...draft,
    name: changes.name ?? draft.name,
    code,
    runtime: changes.runtime ?? draft.runtime,
    dependencies: changes.dependencies ?? draft.dependencies,
    secrets: withSecrets(tenant, draft.secrets, changes.secrets),
    supported_triggers: changes.supported_triggers?.map(resolveTrigger) ?? draft.supported_triggers,
    built_at_ms: tenant.clock.now() + buildMs,
    updated_at: timestamp(tenant),
    all_changes_deployed: false,
  }
}

function withSecrets(
  tenant: Tenant,
  before: readonly ActionSecret[],
  given: Changes['secrets'],
): ActionSecret[] {
  if (given === undefined) return [...before]
  const byName = new Map(before.map((secret) => [secret.name, secret]))
  return given.map(({ name, value }) => {
    const old = byName.get(name)
    if (value === undefined && old !== undefined) return old
    if (value === undefined)
      throw invalidBody(`'Missing required property: value' on secret ${name}.`)
    return { name, value, updated_at: timestamp(tenant) }
  })
}

function resolveTrigger({ id, version }: { id: string; version?: string | undefined }) {
  const known = TRIGGER_CATALOGUE.find(
    (trigger) => trigger.id === id && (version === undefined || trigger.version === version),
  )
  if (known === undefined) throw invalidBody(`'Unknown trigger: ${id} ${version ?? ''}'.`)
  return { id, version: known.version }
}

function assertNameIsFree(tenant: Tenant, name: string): void {
  for (const action of tenant.state.actions.values()) {
    if (action.name !== name) continue
    throw conflict('action_conflict', `An action with the name ${name} already exists.`)
  }
}

function deleteAction({ tenant, query, params }: ManagementRequest) {
  const { state } = tenant
  const id = param({ params }, 'action_id')
  const isBound = [...state.bindings.values()].some((bound) =>
    bound.some(({ action_id }) => action_id === id),
  )
  if (isBound && readBoolean(query, 'force') !== true) {
    throw new ManagementError(
      409,
      'action_bound',
      'The action is bound to a trigger. Use `force` to delete it and its bindings.',
    )
  }
  state.actions.delete(id)
  for (const version of [...state.actionVersions.values()]) {
    if (version.action_id === id) state.actionVersions.delete(version.id)
  }
  for (const [trigger, bound] of state.bindings) {
    state.bindings.set(
      trigger,
      bound.filter(({ action_id }) => action_id !== id),
    )
  }
  return noContent
}
