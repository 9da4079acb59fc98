import type { Tenant } from '../store.ts'
import { readSwitches } from '../switch-positions.ts'
import { readCache } from './action-cache.ts'
import type { BoundAction } from './bound-actions.ts'
import type { CollectedWrites } from './collected-writes.ts'
import { effectiveRoles } from './effective-roles.ts'
import { changedMetadata, eventAfter } from './event-after.ts'
import type { TriggerEvent } from './trigger-outcome.ts'

export type MessageParts = {
  tenant: Tenant
  triggerId: string
  handler: string
  event: TriggerEvent
  writes: CollectedWrites
}

/**
 * The members of the message that starts an execution, as JSON text without braces. The event's own
 * copy gets the Action's secrets.
 * @throws TypeError where the event has no JSON form
 */
export function actionMessage({ version }: BoundAction, parts: MessageParts): string {
  const { tenant, triggerId, handler, writes } = parts
  const switches = readSwitches(tenant.state)
  const event = {
    ...eventAfter(parts.event, writes),
    secrets: Object.fromEntries(version.secrets.map(({ name, value }) => [name, value])),
    configuration: {},
  }
  const message = {
    handler,
    offsetMs: tenant.clock.offsetMs(),
    switches,
    hasPrimaryUser: writes.primaryUserId !== null,
    // Of a refresh token that is not in the event, because it is issued after the last Action.
    unissuedMetadata: changedMetadata({}, writes.refreshToken),
    roles: switches.groupsAndRoles ? effectiveRoles(tenant, event) : [],
    cache: Object.fromEntries(readCache(tenant.state, triggerId, tenant.clock.now())),
    event,
  }
  return JSON.stringify(message).slice(1, -1)
}
