import { z } from 'zod'
import { derivedId } from '../ids.ts'
import { ACTION_LIMIT_VALUES } from '../runtime/limits.ts'
import type { ActionDraft, Binding, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { ManagementError, notSupported } from './management-error.ts'
import { actionsList } from './paging.ts'
import { renderAction } from './render-action.ts'
import { get, type ManagementRequest, ok, param, patch, type Route } from './route.ts'
import { TRIGGER_CATALOGUE } from './trigger-catalogue.ts'

const path = '/actions/triggers/:trigger_id/bindings'

export const triggerRoutes: readonly Route[] = [
  get('/actions/triggers', 'read:actions', () => ok({ triggers: TRIGGER_CATALOGUE })),
  get(path, 'read:actions', listBindings),
  patch(path, 'update:actions', replaceBindings),
]

const BindingsBody = z.strictObject({
  bindings: z
    .array(
      z.strictObject({
        ref: z.strictObject({
          type: z.enum(['binding_id', 'action_id', 'action_name']),
          value: z.string(),
        }),
        display_name: z.string().optional(),
      }),
    )
    .max(ACTION_LIMIT_VALUES.actionsPerTrigger),
})
type Reference = z.output<typeof BindingsBody>['bindings'][number]['ref']

function listBindings(request: ManagementRequest) {
  const { id } = findTrigger(request)
  const bindings = request.tenant.state.bindings.get(id) ?? []
  return actionsList('bindings', renderBindings(request.tenant, bindings), request.query)
}

/** The whole list is replaced; its order is the order of execution. */
function replaceBindings(request: ManagementRequest) {
  const { tenant } = request
  const trigger = findTrigger(request)
  if (trigger.binding_policy === 'entity-bound') {
    throw notSupported('cannot bind actions to an entity-bound trigger')
  }
  const { bindings } = parseBody(BindingsBody, request.body)
  const bound = bindings.map(({ ref, display_name }): Binding => {
    const action = findBindable(tenant, trigger.id, ref)
    return {
      id: derivedId('binding', `${trigger.id}:${action.id}`),
      trigger_id: trigger.id,
      action_id: action.id,
      display_name: display_name ?? action.name,
    }
  })
  if (new Set(bound.map(({ action_id }) => action_id)).size < bound.length) {
    throw notSupported('An action cannot be bound to the same trigger twice.')
  }
  tenant.state.bindings.set(trigger.id, bound)
  return ok({ bindings: renderBindings(tenant, bound) })
}

function findBindable(tenant: Tenant, triggerId: string, ref: Reference): ActionDraft {
  const action = findReferenced(tenant, triggerId, ref)
  if (action === undefined) {
    // @fact A binding of an unknown Action is refused with this text. (auth0-deploy-cli issue 1090;
    // read 2026-11-23)
    throw new ManagementError(404, 'inexistent_action', 'That action does not exist.')
  }
  if (action.deployed_version_id === null) {
    // The end of the text is ours.
    // @fact A binding of an Action that is not deployed is refused with a text that begins like
    // this. (auth0-deploy-cli issue 385; read 2026-11-23)
    throw notSupported('Trying to create a binding for an action that has not been deployed.')
  }
  if (!action.supported_triggers.some(({ id }) => id === triggerId)) {
    throw notSupported(`The action ${action.name} does not support the trigger ${triggerId}.`)
  }
  return action
}

function findReferenced(tenant: Tenant, triggerId: string, { type, value }: Reference) {
  const { actions, bindings } = tenant.state
  if (type === 'action_id') return actions.get(value)
  if (type === 'action_name') return [...actions.values()].find(({ name }) => name === value)
  const binding = bindings.get(triggerId)?.find(({ id }) => id === value)
  return actions.get(binding?.action_id ?? '')
}

function findTrigger(request: ManagementRequest) {
  const id = param(request, 'trigger_id')
  const trigger = TRIGGER_CATALOGUE.find((candidate) => candidate.id === id)
  if (trigger !== undefined) return trigger
  throw new ManagementError(404, 'inexistent_trigger', 'That trigger does not exist.')
}

function renderBindings(tenant: Tenant, bindings: readonly Binding[]) {
  return bindings.flatMap(({ id, trigger_id, action_id, display_name }) => {
    const action = tenant.state.actions.get(action_id)
    if (action === undefined) return []
    return [{ id, trigger_id, display_name, action: renderAction(tenant, action) }]
  })
}
