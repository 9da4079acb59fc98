import { collect } from '../access/collect.ts'
import { isObject, type Json, type JsonObject, objectsIn, textOf } from '../json-value.ts'
import type { Fetcher } from './fetcher.ts'
import type { RemoteAction } from './resource.ts'

/**
 * Actions and what is bound to the triggers git speaks of. Of an Action, what is deployed counts:
 * its draft runs nowhere. Shapes recorded 2026-08-10.
 */
export const ACTION_FETCHERS = {
  actions: async ({ management, seal }) => {
    const found = await collect(management.actions.list({ per_page: 100 }), 'actions')
    return found.map((action) => {
      const deployed = isObject(action.deployed_version) ? action.deployed_version : null
      const used = deployed ?? action
      return seal({
        type: 'actions',
        name: textOf(action.name),
        id: textOf(action.id),
        value: {
          name: action.name ?? '',
          runtime: used.runtime ?? null,
          dependencies: used.dependencies ?? [],
          secrets: namesOnly(used.secrets ?? action.secrets ?? []),
          supported_triggers: action.supported_triggers ?? [],
          deployed: deployed !== null,
        },
        action: readRemoteAction(action, deployed),
        // From Auth0's marketplace: the Deploy CLI neither exports nor removes those.
        keptBecause: 'integration' in action ? 'it comes from the marketplace' : null,
        everything: lasting(action),
      })
    })
  },
  triggers: async ({ management, seal, desired, wanted }) => {
    const triggers = new Set([
      ...wanted('triggers'),
      ...desired.resources
        .filter(({ type }) => type === 'actions')
        .flatMap(({ value }) => objectsIn(value.supported_triggers).map(({ id }) => textOf(id))),
    ])
    return Promise.all(
      [...triggers].map(async (trigger) => {
        const bound = await collect(
          management.actions.triggers.bindings.list(trigger as never, { per_page: 100 }),
          'bindings',
        )
        const bindings = bound.map(({ action, display_name: label }) => ({
          action_name: isObject(action) ? textOf(action.name) : '',
          display_name: textOf(label),
        }))
        return seal({
          type: 'triggers',
          name: trigger,
          id: trigger,
          value: { bindings },
          keptBecause: null,
          everything: bindings,
        })
      }),
    )
  },
} satisfies Partial<Record<string, Fetcher>>

function readRemoteAction(action: JsonObject, deployed: JsonObject | null): RemoteAction {
  return {
    code: textOf((deployed ?? action).code),
    versionId: deployed === null ? null : textOf(deployed.id),
    versionNumber: typeof deployed?.number === 'number' ? deployed.number : null,
    hasOtherDraft:
      deployed !== null && (action.all_changes_deployed === false || action.code !== deployed.code),
    secretsWrittenAt: Object.fromEntries(
      objectsIn(action.secrets).map(({ name, updated_at: at }) => [textOf(name), textOf(at)]),
    ),
  }
}

const namesOnly = (secrets: Json): Json =>
  objectsIn(secrets).map(({ name }) => ({ name: name ?? '' }))

// A build that ends between two readings is no change.
function lasting({ status: _status, ...action }: JsonObject): JsonObject {
  const { deployed_version: deployed, current_version: _current, ...rest } = action
  if (!isObject(deployed)) return rest
  const { status: _built, ...version } = deployed
  return { ...rest, deployed_version: version }
}
