import { asking } from '../../auth0/asking.ts'
import type { TenantAccess } from '../../auth0/tenant-access.ts'
import { boundedPort } from '../../gateway/bounded-port.ts'
import { below, get } from '../../gateway/call.ts'
import { bindingOf } from '../../gateway/tenant-lists.ts'
import { demandList, openSnapshot } from '../../gateway/tenant-snapshot.ts'
import { isObject, type Json, type JsonObject, objectsIn, textOf } from '../../ground/json-value.ts'
import type { GuardedTenant, RemoteAction, RemoteResource } from './guarded-tenant.ts'

/**
 * All Actions, and what is bound to these triggers; nothing has to be built for it. Of an Action,
 * what is deployed counts: its draft runs nowhere.
 * @fact The Management API answers with Actions and bindings of this shape. (tests of auth0-deploy-cli,
 * Actions and bindings; recorded 2026-08-10)
 * @throws UserFault when the tenant does not answer, or refuses to
 */
export const readGuardedTenant = (
  { address, port }: Pick<TenantAccess, 'address' | 'port'>,
  triggers: readonly string[],
): Promise<GuardedTenant> =>
  asking(address.domain, 'reading the tenant', async () => {
    const snapshot = openSnapshot(boundedPort(port, Date.now))
    const read = (path: string) => demandList(snapshot, get(path, { page: '0', per_page: '100' }))
    const [actions, bindings] = await Promise.all([
      read('/actions/actions'),
      Promise.all(
        triggers.map(async (trigger) =>
          triggerResource(trigger, await read(`${below('/actions/triggers', trigger)}/bindings`)),
        ),
      ),
    ])
    return { resources: [...actions.map(actionResource), ...bindings] }
  })

function actionResource(action: JsonObject): RemoteResource {
  const deployed = isObject(action.deployed_version) ? action.deployed_version : null
  const used = deployed ?? action
  return {
    type: 'actions',
    name: textOf(action.name),
    id: textOf(action.id),
    value: {
      name: action.name ?? '',
      runtime: used.runtime ?? null,
      dependencies: used.dependencies ?? [],
      secrets: namesOnly(used.secrets ?? action.secrets ?? []),
      supported_triggers: action.supported_triggers ?? [],
    },
    action: remoteAction(action, deployed),
  }
}

const remoteAction = (action: JsonObject, deployed: JsonObject | null): RemoteAction => ({
  code: textOf((deployed ?? action).code),
  versionId: deployed === null ? null : textOf(deployed.id),
  versionNumber: typeof deployed?.number === 'number' ? deployed.number : null,
  secretsWrittenAt: Object.fromEntries(
    objectsIn(action.secrets).map(({ name, updated_at: at }) => [textOf(name), textOf(at)]),
  ),
})

const triggerResource = (trigger: string, bound: readonly JsonObject[]): RemoteResource => ({
  type: 'triggers',
  name: trigger,
  id: trigger,
  value: { bindings: bound.map(bindingOf) },
})

const namesOnly = (secrets: Json): Json =>
  objectsIn(secrets).map(({ name }) => ({ name: name ?? '' }))
