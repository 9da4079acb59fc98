import type { Trigger } from '../../bundle/bundle-action.ts'
import { type JsonObject, objectsIn, recordOf, textOf } from '../../ground/json-value.ts'
import type { TenantFolder } from '../../project/tenant-folder/tenant-folder.ts'
import type { KnownNames } from '../space/named-classes.ts'

/** What one version would deploy to an environment. */
export type VersionGuards = {
  /** The text of each guard that is bound where it has to be asked. */
  readonly codes: ReadonlyMap<Trigger, string>
  readonly names: KnownNames
  readonly tenantId: string
  /** What else decides, as text by what it is called: compared as such, and not asked. */
  readonly beside: ReadonlyMap<string, string>
}

export type BuiltAction = {
  readonly name: string
  readonly trigger: Trigger
  readonly code: string
}

/**
 * Guards that the list of their trigger names. A list that is not there stays in the tenant as it is, and so
 * does every list where the environment manages none: then the guard is taken to be in it.
 */
export function boundCodes(
  actions: readonly BuiltAction[],
  { resources }: Pick<TenantFolder, 'resources'>,
  manages: readonly string[],
): ReadonlyMap<Trigger, string> {
  const lists: JsonObject = Object.assign(
    {},
    ...resources.filter(({ type }) => type === 'triggers').map(({ value }) => value),
  )
  const isBound = ({ name, trigger }: BuiltAction): boolean => {
    const list = manages.includes('triggers') ? lists[trigger] : undefined
    return (
      list === undefined || objectsIn(list).some(({ action_name }) => textOf(action_name) === name)
    )
  }
  return new Map(actions.filter(isBound).map(({ trigger, code }) => [trigger, code]))
}

export const namesIn = (ids: unknown): KnownNames => {
  const of = (kind: string): Readonly<Record<string, string>> =>
    recordOf(recordOf(ids)[kind]) as Readonly<Record<string, string>>
  return {
    clients: of('clients'),
    organizations: of('organizations'),
    connections: of('connections'),
  }
}
