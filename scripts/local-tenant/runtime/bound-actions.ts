import type { ActionVersion, Tenant } from '../store.ts'

/** An Action as one trigger run has it: its deployed version, whatever is deployed meanwhile. */
export type BoundAction = {
  actionId: string
  name: string
  /** Empty where it is run for an entity (a token exchange profile, an event stream). */
  bindingId: string
  version: ActionVersion
}

/** Deployed versions only: an Action that was never deployed runs nothing at Auth0 either. */
export function boundActions({ state }: Tenant, triggerId: string): BoundAction[] {
  return (state.bindings.get(triggerId) ?? []).flatMap(({ id, action_id }) => {
    const action = entityAction(state, action_id)
    return action === null ? [] : [{ ...action, bindingId: id }]
  })
}

/** @returns null where it is gone or was never deployed */
export function entityAction(
  { actions, actionVersions }: Tenant['state'],
  actionId: string,
): BoundAction | null {
  const action = actions.get(actionId)
  const version = actionVersions.get(action?.deployed_version_id ?? '')
  if (action === undefined || version === undefined) return null
  return { actionId, name: action.name, bindingId: '', version }
}

/** @returns null where one of the versions is gone: its Action was deleted */
export function actionsOfVersions(
  { state }: Tenant,
  triggerId: string,
  versionIds: readonly string[],
): BoundAction[] | null {
  const bindings = state.bindings.get(triggerId) ?? []
  const actions = versionIds.flatMap((versionId) => {
    const version = state.actionVersions.get(versionId)
    const action = state.actions.get(version?.action_id ?? '')
    if (version === undefined || action === undefined) return []
    const bindingId = bindings.find(({ action_id }) => action_id === action.id)?.id ?? ''
    return [{ actionId: action.id, name: action.name, bindingId, version }]
  })
  return actions.length === versionIds.length ? actions : null
}
