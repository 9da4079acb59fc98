import type { Tenant } from '../store.ts'
import { readSwitches } from '../switches.ts'
import { readCache } from './action-cache.ts'
import type { BoundAction } from './bound-actions.ts'
import type { CollectedWrites } from './collected-writes.ts'
import { effectiveRoles } from './effective-roles.ts'
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
    ...parts.event,
    transaction: transactionOf(parts.event, writes),
    secrets: Object.fromEntries(version.secrets.map(({ name, value }) => [name, value])),
    configuration: {},
  }
  const message = {
    handler,
    offsetMs: tenant.clock.offsetMs(),
    switches,
    hasPrimaryUser: writes.primaryUserId !== null,
    roles: switches.groupsAndRoles ? effectiveRoles(tenant, event) : [],
    cache: Object.fromEntries(readCache(tenant.state, triggerId, tenant.clock.now())),
    event,
  }
  return JSON.stringify(message).slice(1, -1)
}

/** What an earlier Action set through `api.transaction`, and nothing else of what it did. */
function transactionOf(event: TriggerEvent, writes: CollectedWrites): unknown {
  const { transactionMetadata, targetScopes } = writes
  if (transactionMetadata.size === 0 && targetScopes === null) return event.transaction
  const transaction = asObject(event.transaction)
  const metadata = new Map([
    ...Object.entries(asObject(transaction.metadata)),
    ...transactionMetadata,
  ])
  const kept = [...metadata].filter(([, value]) => value !== null)
  return {
    ...transaction,
    ...(transactionMetadata.size > 0 && { metadata: Object.fromEntries(kept) }),
    ...(targetScopes !== null && { target_scopes: targetScopes }),
  }
}

const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? { ...value } : {}
