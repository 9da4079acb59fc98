import type { ActionDraft, ActionSecret, ActionVersion, Tenant } from '../store.ts'
import { ManagementError } from './management-error.ts'
import { type ManagementRequest, param } from './route.ts'

/** @throws ManagementError 404 */
export function findAction(request: ManagementRequest): ActionDraft {
  const action = request.tenant.state.actions.get(param(request, 'action_id'))
  if (action !== undefined) return action
  throw new ManagementError(404, 'inexistent_action', 'That action does not exist.')
}

/** `pending` until the tenant's clock has passed the end of the build. */
export const draftStatus = (tenant: Tenant, draft: ActionDraft): 'pending' | 'built' =>
  tenant.clock.now() < draft.built_at_ms ? 'pending' : 'built'

/**
 * @fact The Management API shows an Action in this shape, with secrets by name only. (Management
 * API, Actions; recorded 2026-08-10)
 */
export function renderAction(tenant: Tenant, draft: ActionDraft) {
  const version = tenant.state.actionVersions.get(draft.deployed_version_id ?? '')
  return {
    ...renderActionHead(draft),
    code: draft.code,
    dependencies: draft.dependencies,
    runtime: draft.runtime,
    status: draftStatus(tenant, draft),
    secrets: renderSecrets(draft.secrets),
    ...(version === undefined ? {} : renderDeployed(version)),
    all_changes_deployed: draft.all_changes_deployed,
  }
}

export function renderVersion(tenant: Tenant, version: ActionVersion, isDeployed: boolean) {
  const action = tenant.state.actions.get(version.action_id)
  return {
    ...renderVersionBody(version),
    action_id: version.action_id,
    deployed: isDeployed,
    ...(action === undefined
      ? {}
      : {
          action: {
            ...renderActionHead(action),
            all_changes_deployed: action.all_changes_deployed,
          },
        }),
  }
}

const renderActionHead = ({
  id,
  name,
  supported_triggers,
  created_at,
  updated_at,
}: ActionDraft) => ({
  id,
  name,
  supported_triggers,
  created_at,
  updated_at,
})

const renderSecrets = (secrets: readonly ActionSecret[]) =>
  secrets.map(({ name, updated_at }) => ({ name, updated_at }))

const renderVersionBody = (version: ActionVersion) => ({
  id: version.id,
  number: version.number,
  code: version.code,
  dependencies: version.dependencies,
  secrets: renderSecrets(version.secrets),
  runtime: version.runtime,
  supported_triggers: version.supported_triggers,
  status: 'built',
  built_at: version.created_at,
  created_at: version.created_at,
  updated_at: version.created_at,
})

// Recorded: the two views of the deployed version spell its status differently.
const renderDeployed = (version: ActionVersion) => ({
  current_version: {
    id: version.id,
    code: version.code,
    runtime: version.runtime,
    status: 'BUILT',
    number: version.number,
    build_time: version.created_at,
    created_at: version.created_at,
    updated_at: version.created_at,
  },
  deployed_version: { ...renderVersionBody(version), deployed: true },
})
