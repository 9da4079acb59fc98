import { z } from 'zod'
import { derivedId } from '../ids.ts'
import { ACTION_LIMIT_VALUES } from '../runtime/limits.ts'
import type { ActionDraft, ActionVersion, Tenant } from '../store.ts'
import { parseBody } from './body.ts'
import { ManagementError } from './management-error.ts'
import { actionsList } from './paging.ts'
import { draftStatus, findAction, renderVersion } from './render-action.ts'
import { get, type ManagementRequest, ok, param, post, type Route, timestamp } from './route.ts'

const path = '/actions/actions/:action_id'

export const actionVersionRoutes: readonly Route[] = [
  post(`${path}/deploy`, 'create:actions', deployAction, 'the new version is in use at once'),
  get(`${path}/versions`, 'read:actions', listVersions),
  get(`${path}/versions/:version_id`, 'read:actions', showVersion),
  post(
    `${path}/versions/:version_id/deploy`,
    'create:actions',
    deployOldVersion,
    'secrets return with their version (not confirmed by Auth0)',
  ),
]

const RollbackBody = z.strictObject({ update_draft: z.boolean().default(false) })

type Content = Pick<
  ActionVersion,
  'code' | 'runtime' | 'dependencies' | 'secrets' | 'supported_triggers'
>

/** Makes a version of the draft, unconditionally, and puts it into use. */
export function deployDraft(tenant: Tenant, draft: ActionDraft): ActionVersion {
  const version = addVersion(tenant, draft, draft)
  draft.all_changes_deployed = true
  return version
}

function deployAction(request: ManagementRequest) {
  const { tenant } = request
  const draft = findAction(request)
  if (draftStatus(tenant, draft) !== 'built') {
    // @fact The Deploy CLI waits and repeats when an Action that is still being built is refused
    // with this text. (auth0-deploy-cli issue 395; read 2026-11-23)
    throw new ManagementError(
      400,
      'invalid_request',
      "A draft must be in the 'built' state before it can be deployed.",
    )
  }
  // Recorded: the answer still says `deployed: false`.
  return ok(renderVersion(tenant, deployDraft(tenant, draft), false))
}

function listVersions(request: ManagementRequest) {
  const { tenant, query } = request
  const draft = findAction(request)
  const versions = versionsOf(tenant, draft.id)
    .reverse()
    .map((version) => renderVersion(tenant, version, version.id === draft.deployed_version_id))
  return actionsList('versions', versions, query)
}

function showVersion(request: ManagementRequest) {
  const draft = findAction(request)
  const version = findVersion(request)
  return ok(renderVersion(request.tenant, version, version.id === draft.deployed_version_id))
}

/** A roll-back is a new version with the old content, as in Auth0's API reference. */
function deployOldVersion(request: ManagementRequest) {
  const { tenant } = request
  const draft = findAction(request)
  const old = findVersion(request)
  const { update_draft } = parseBody(RollbackBody, request.body)
  const version = addVersion(tenant, draft, old)
  if (update_draft) Object.assign(draft, contentOf(old))
  draft.all_changes_deployed = update_draft
  return ok(renderVersion(tenant, version, false))
}

function addVersion(tenant: Tenant, draft: ActionDraft, content: Content): ActionVersion {
  const { actionVersions } = tenant.state
  const number = (versionsOf(tenant, draft.id).at(-1)?.number ?? 0) + 1
  const version: ActionVersion = {
    ...contentOf(content),
    id: derivedId('action-version', `${draft.id}#${number}`),
    action_id: draft.id,
    number,
    created_at: timestamp(tenant),
  }
  actionVersions.set(version.id, version)
  draft.deployed_version_id = version.id
  const unused = versionsOf(tenant, draft.id).filter(({ id }) => id !== version.id)
  for (const { id } of unused.slice(
    0,
    Math.max(0, unused.length + 1 - ACTION_LIMIT_VALUES.versionsPerAction),
  )) {
    actionVersions.delete(id)
  }
  return version
}

// Copies: a later change of the draft must not reach into a version.
const contentOf = (content: Content): Content =>
  structuredClone({
    code: content.code,
    runtime: content.runtime,
    dependencies: content.dependencies,
    secrets: content.secrets,
    supported_triggers: content.supported_triggers,
  })

const versionsOf = (tenant: Tenant, actionId: string): ActionVersion[] =>
  [...tenant.state.actionVersions.values()]
    .filter(({ action_id }) => action_id === actionId)
    .sort((one, other) => one.number - other.number)

function findVersion(request: ManagementRequest): ActionVersion {
  const version = request.tenant.state.actionVersions.get(param(request, 'version_id'))
  if (version?.action_id === param(request, 'action_id')) return version
  throw new ManagementError(404, 'inexistent_action_version', 'That action version does not exist.')
}
